package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.pgoutput.BuiltInType;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/messages.md says what the code does. */
class MessagesPageTest {
  private static final Path PAGE = Path.of("../docs/reference/messages.md");
  private static final TransactionId TRANSACTION =
      new TransactionId(Lsn.parse("16/B374D848"), 742, 820_724_645_680_000L);

  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  /** The cells of the rows of the table whose header begins with {@code first}. */
  private static List<List<String>> table(String first) throws IOException {
    var rows = new ArrayList<List<String>>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith("| " + first + " |")) {
        inside = true;
      } else if (!line.startsWith("|")) {
        inside = false;
      } else if (inside && !line.startsWith("|-")) {
        rows.add(List.of(line.substring(2, line.length() - 2).split(" \\| ")));
      }
    }
    assertThat(rows).isNotEmpty();
    return rows;
  }

  private static String code(String cell) {
    int from = cell.indexOf('`') + 1;
    return from == 0 ? cell : cell.substring(from, cell.indexOf('`', from));
  }

  private static String fence(String start) throws IOException {
    String text = Files.readString(PAGE);
    int from = text.indexOf(start);
    assertThat(from).as(start).isNotNegative();
    return text.substring(from, text.indexOf("```", from));
  }

  @Test
  void everyTokenOfThePageIsWhatItsNameBecomes() throws IOException {
    for (var row : table("Name")) {
      assertThat(SubjectToken.encode(code(row.getFirst()))).isEqualTo(code(row.get(1)));
    }
  }

  /** Each is among the samples that are tried on real servers. */
  @Test
  void everyValueOfThePageIsTried() throws IOException {
    var tried =
        TypeSamples.SAMPLES.stream()
            .map(s -> s.type() + " " + s.literal() + " " + s.json())
            .toList();
    for (var row : table("Type")) {
      if (!row.get(2).startsWith("the very text")) {
        String value = " " + code(row.get(1)) + " " + code(row.get(2));
        assertThat(CODE.matcher(row.getFirst()).results().map(m -> m.group(1)))
            .as(row.toString())
            .anyMatch(type -> tried.contains(type + value));
      }
    }
  }

  @Test
  void theBodyOfThePageIsWritten() throws IOException {
    var users =
        Rows.table(
            "users",
            new Column(true, "id", BuiltInType.INT4.oid(), -1),
            new Column(false, "email", BuiltInType.TEXT.oid(), -1),
            new Column(false, "created_at", BuiltInType.TIMESTAMPTZ.oid(), -1),
            new Column(false, "bio", BuiltInType.TEXT.oid(), -1));
    var change =
        new Change.Updated(
            new Position(TRANSACTION.commitLsn(), 3),
            TRANSACTION,
            users,
            new OldTuple(true, Rows.row("1", null, null, null)),
            Rows.row("2", "a@b.c", "2026-01-02 03:04:05.678901+00", Rows.UNCHANGED));
    var encoder =
        new EventEncoder(
            "738614190312",
            new SubjectTemplate("db"),
            TableFilter.of(Map.of(), List.of(), List.of()));
    var expected = new ObjectMapper().readTree(fence("{\n"));
    assertThat(Rows.body(Rows.encode(encoder, change))).isEqualTo(expected.toString());
  }

  @Test
  void theHeadersOfThePageAreWritten() throws IOException {
    var header =
        new EventHeader(
            "7386141903120",
            3,
            new Position(TRANSACTION.commitLsn(), 12),
            TRANSACTION,
            "9f2c01ab34cd56ef",
            4,
            new Position(TRANSACTION.commitLsn(), 11),
            Lsn.parse("16/B374D900"));
    var lines = header.toHeaders().stream().map(h -> h.name() + ": " + h.value()).toList();
    assertThat(fence("Pgws-Position: ").lines()).containsExactlyElementsOf(lines);
  }

  @Test
  void theIdOfThePageIsWritten() throws IOException {
    assertThat(fence("SYSTEM/"))
        .contains("738614190312/" + TRANSACTION.commitLsn() + "/820724645680000");
  }
}
