package io.pgwalstreams.worker.encode;

import static io.pgwalstreams.worker.encode.Rows.POSITION;
import static io.pgwalstreams.worker.encode.Rows.TRANSACTION;
import static io.pgwalstreams.worker.encode.Rows.UNCHANGED;
import static io.pgwalstreams.worker.encode.Rows.USERS;
import static io.pgwalstreams.worker.encode.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * docs/reference/event.schema.json describes what the encoder writes: no member less and none more.
 */
class EventSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LONG = "x".repeat(1000);
  private static final OldTuple KEY = new OldTuple(true, row("7", null, null));
  private static final OldTuple FULL = new OldTuple(false, row("7", null, "long"));
  private static final Set<String> OPTIONAL =
      Set.of("dataOld", "unchanged", "truncated", "contentEncoding");

  /** A change of every kind with every option, encoded. */
  private static Stream<Sample> samples() {
    return Stream.concat(rows(), messages());
  }

  private record Sample(Change change, String body) {
    static Sample of(Change change) {
      return new Sample(change, Rows.body(Rows.encode(Rows.encoder(), change)));
    }

    static Sample truncated(Change change) {
      var event = Rows.encoder().encodeTruncated(change, 600, Event.blank()).orElseThrow();
      return new Sample(change, Rows.body(event));
    }

    static Sample without(String column, Change change) {
      return new Sample(change, Rows.body(Rows.encode(Rows.encoder(column), change)));
    }

    ObjectNode json() {
      try {
        return (ObjectNode) JSON.readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    String kind() {
      return json().get("action").asText().toLowerCase(Locale.ROOT);
    }

    /** The body after {@code edit}. */
    String edited(Consumer<ObjectNode> edit) {
      ObjectNode copy = json();
      edit.accept(copy);
      return copy.toString();
    }

    boolean needs(String member) {
      boolean message = change instanceof Change.Message;
      return switch (member) {
        case "commitTime" -> !message;
        case "truncated" -> message;
        default -> !OPTIONAL.contains(member);
      };
    }
  }

  private static Stream<Sample> rows() {
    return Stream.of(
        Sample.of(Rows.inserted(USERS, "1", "Anna", null)),
        Sample.truncated(Rows.inserted(USERS, "1", "Anna", LONG)),
        Sample.without("users.*", Rows.inserted(USERS, "1", "Anna", null)),
        Sample.of(Rows.updated(USERS, null, "1", "Anna", "b")),
        Sample.of(Rows.updated(USERS, KEY, "1", UNCHANGED, UNCHANGED)),
        Sample.of(Rows.updated(USERS, FULL, "7", "Anna", UNCHANGED)),
        Sample.truncated(Rows.updated(USERS, KEY, "1", LONG, UNCHANGED)),
        Sample.of(Rows.deleted(USERS, KEY)),
        Sample.of(Rows.deleted(USERS, FULL)),
        Sample.truncated(Rows.deleted(USERS, new OldTuple(false, row("7", LONG, null)))),
        Sample.of(new Change.Truncated(POSITION, TRANSACTION, USERS)));
  }

  private static Stream<Sample> messages() {
    var outside = new Position(new Lsn(5), 0);
    return Stream.of(
        message("{\"a\": [1, 2.50]}"),
        message("null"),
        message("hello"),
        Sample.of(Rows.message("outbox", new byte[] {0, (byte) 0xFF})),
        Sample.truncated(Rows.message("outbox", new byte[5000])),
        Sample.of(
            new Change.Message(
                outside, new TransactionId(outside.lsn(), 0, 0), "p", new byte[] {'1'})));
  }

  private static Sample message(String text) {
    return Sample.of(Rows.message("outbox.orders", text.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void describesEveryEvent(Sample sample) {
    assertThat(EventSchema.exact().errors(sample.body())).isEmpty();
    assertThat(EventSchema.open().errors(sample.body())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void takesNoEventThatLacksWhatIsAlwaysThere(Sample sample) {
    for (String member : names(sample.json())) {
      String without = sample.edited(e -> e.remove(member));
      assertThat(EventSchema.open().errors(without).isEmpty())
          .as("without %s: %s", member, without)
          .isNotEqualTo(sample.needs(member));
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void takesNoMemberThatIsMisspelt(Sample sample) {
    for (String member : names(sample.json())) {
      String misspelt = sample.edited(e -> e.set(member + "s", e.remove(member)));
      assertThat(EventSchema.exact().errors(misspelt)).as(misspelt).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void takesNoMemberOfAnotherType(Sample sample) {
    for (String member : names(sample.json())) {
      if (!member.equals("content")) {
        String wrong = sample.edited(e -> e.put(member, 7));
        assertThat(EventSchema.open().errors(wrong)).as(wrong).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void leavesRoomForMembersOfLaterVersions(Sample sample) {
    String later = sample.edited(e -> e.put("later", 7));
    assertThat(EventSchema.open().errors(later)).isEmpty();
    assertThat(EventSchema.exact().errors(later)).isNotEmpty();
  }

  @Test
  void takesNoMemberOfAnotherKind() {
    var truncate = Sample.of(new Change.Truncated(POSITION, TRANSACTION, USERS));
    assertThat(EventSchema.exact().errors(truncate.edited(e -> e.putObject("data")))).isNotEmpty();
    var insert = Sample.of(Rows.inserted(USERS, "1", "Anna", null));
    assertThat(EventSchema.exact().errors(insert.edited(e -> e.putObject("dataOld")))).isNotEmpty();
    assertThat(EventSchema.open().errors(insert.edited(e -> e.put("action", "insert"))))
        .isNotEmpty();
  }

  @Test
  void base64IsAString() {
    var binary = Sample.of(Rows.message("outbox", new byte[] {0, (byte) 0xFF}));
    assertThat(EventSchema.open().errors(binary.edited(e -> e.put("content", 7)))).isNotEmpty();
    assertThat(EventSchema.open().errors(binary.edited(e -> e.put("content", "no: base64"))))
        .isNotEmpty();
  }

  /** So that nothing is in the schema that nobody writes, and nothing is left untried here. */
  @Test
  void everyKindAndEveryMemberIsTried() {
    Set<Class<?>> tried = samples().map(s -> s.change().getClass()).collect(Collectors.toSet());
    assertThat(tried).isEqualTo(Set.of(Change.class.getPermittedSubclasses()));
    for (String kind : Set.of("insert", "update", "delete", "truncate", "message")) {
      var written = new HashSet<String>();
      samples().filter(s -> s.kind().equals(kind)).forEach(s -> written.addAll(names(s.json())));
      assertThat(members(kind)).as(kind).containsExactlyInAnyOrderElementsOf(written);
    }
    assertThat(kinds()).contains("gap").hasSize(6);
  }

  @Test
  void theMembersAreThoseOfThePage() throws IOException {
    String page = Files.readString(Path.of("../docs/reference/messages.md"));
    String table = page.substring(page.indexOf("| Member |"), page.indexOf("What PostgreSQL"));
    Set<String> documented =
        table
            .lines()
            .skip(2)
            .filter(line -> line.startsWith("| `"))
            .flatMap(
                line ->
                    Pattern.compile("`([A-Za-z]+)`")
                        .matcher(line.substring(0, line.indexOf('|', 1)))
                        .results())
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    var described = new TreeSet<String>();
    kinds().stream().filter(k -> !k.equals("gap")).forEach(k -> described.addAll(members(k)));
    assertThat(described).isEqualTo(documented);
  }

  private static List<String> kinds() {
    JsonNode kinds = EventSchema.document().get("oneOf");
    return IntStream.range(0, kinds.size())
        .mapToObj(i -> kinds.get(i).get("$ref").asText().replace("#/$defs/", ""))
        .toList();
  }

  private static List<String> members(String kind) {
    return names(EventSchema.document().at("/$defs/" + kind + "/properties"));
  }

  private static List<String> names(JsonNode object) {
    return object.propertyStream().map(Map.Entry::getKey).toList();
  }
}
