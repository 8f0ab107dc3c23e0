package io.pgwalstreams.worker.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A checker that finds nothing proves nothing: each kind of damage is found. */
class StreamCheckerTest {
  private static final Map<Long, List<Change>> ATTEMPTED =
      Map.of(
          1L, changes(1), //
          2L, changes(2),
          3L, changes(3));

  private static List<Change> changes(long tx) {
    return List.of(
        Change.entry(tx, ""),
        Change.of("ledger", "INSERT", tx * 10, tx, 0, ""),
        Change.of("ledger", "UPDATE", tx * 10, tx, 1, ""));
  }

  /** What may have happened to the nine messages of three transactions. */
  private record Accident(String name, Consumer<List<StoredMessage>> done) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Accident> accidents() {
    return List.of(
        new Accident("lost in the middle", m -> m.remove(4)),
        new Accident("lost first of a transaction", m -> m.remove(3)),
        new Accident("lost last of a transaction", m -> m.remove(5)),
        new Accident("lost at the end", List::removeLast),
        new Accident("lost transaction", m -> m.subList(3, 6).clear()),
        new Accident("lost last transaction", m -> m.subList(6, 9).clear()),
        new Accident("repeated", m -> m.add(5, m.get(4))),
        new Accident("repeated transaction", m -> m.addAll(6, List.copyOf(m.subList(3, 6)))),
        new Accident("swapped", m -> Collections.swap(m, 4, 5)),
        new Accident("swapped transactions", m -> Collections.rotate(m.subList(3, 9), 3)),
        new Accident("other content", m -> m.set(4, message(2, 2, "UPDATE", false))),
        new Accident(
            "rolled back transaction",
            m -> {
              m.add(message(4, 1, "INSERT", false));
              m.add(message(4, 2, "INSERT", true));
            }),
        new Accident("marked too early", m -> m.set(4, message(2, 2, "INSERT", true))));
  }

  private static List<StoredMessage> messages() {
    var all = new ArrayList<StoredMessage>();
    for (int tx = 1; tx <= 3; tx++) {
      all.add(message(tx, 1, "INSERT", false));
      all.add(message(tx, 2, "INSERT", false));
      all.add(message(tx, 3, "UPDATE", true));
    }
    return all;
  }

  private static StoredMessage message(int tx, int ordinal, String action, boolean last) {
    String data =
        ordinal == 1
            ? "{\"tx\":%d,\"payload\":\"\"}".formatted(tx)
            : "{\"id\":%d,\"tx\":%d,\"n\":%d,\"payload\":\"\"}".formatted(tx * 10, tx, ordinal - 2);
    String table = ordinal == 1 ? "entry" : "ledger";
    String body =
        "{\"schema\":\"public\",\"table\":\"%s\",\"action\":\"%s\",\"data\":%s}"
            .formatted(table, action, data);
    var transaction = new TransactionId(new Lsn(tx * 100L), tx, tx);
    var header =
        new EventHeader(
            "7",
            1,
            new Position(new Lsn(tx * 100L), ordinal),
            transaction,
            "0123456789abcdef",
            1,
            null,
            last ? new Lsn(tx * 100L + 50) : null);
    return new StoredMessage(1, "db.public.x", header.toHeaders(), body.getBytes(UTF_8));
  }

  private static StreamChecker checked(List<StoredMessage> messages) {
    var checker = new StreamChecker(ATTEMPTED);
    messages.forEach(checker::accept);
    return checker;
  }

  @Test
  void findsNothingWrongWithAWholeStream() {
    assertThatCode(() -> checked(messages()).assertExactly(ATTEMPTED.keySet()))
        .doesNotThrowAnyException();
  }

  private static Damage damageOf(String name) {
    List<Accident> of = accidents().stream().filter(a -> a.name().equals(name)).toList();
    List<StoredMessage> messages = messages();
    of.getFirst().done.accept(messages);
    return checked(messages).damage(ATTEMPTED.keySet());
  }

  @Test
  void countsEachKindOfDamageAsWhatItIs() {
    assertThat(checked(messages()).damage(ATTEMPTED.keySet())).isEqualTo(Damage.NONE);
    assertThat(damageOf("lost transaction")).isEqualTo(new Damage(1, 0, 0, 0, 0));
    assertThat(damageOf("lost at the end")).isEqualTo(new Damage(1, 0, 0, 0, 0));
    assertThat(damageOf("lost in the middle").torn()).isPositive();
    assertThat(damageOf("repeated").repeated()).isPositive();
    assertThat(damageOf("repeated transaction").repeated()).isPositive();
    assertThat(damageOf("swapped").outOfOrder()).isPositive();
    assertThat(damageOf("swapped transactions").outOfOrder()).isPositive();
    assertThat(damageOf("other content").torn()).isPositive();
    assertThat(damageOf("rolled back transaction").neverWritten()).isPositive();
  }

  @Test
  void countsWhatWasWrittenAndNotCommittedAsNeverWritten() {
    assertThat(checked(messages()).damage(List.of(1L, 3L))).isEqualTo(new Damage(0, 0, 0, 0, 1));
  }

  @ParameterizedTest
  @MethodSource("accidents")
  void findsDamage(Accident accident) {
    List<StoredMessage> messages = messages();
    accident.done.accept(messages);
    assertThatThrownBy(() -> checked(messages).assertExactly(ATTEMPTED.keySet()))
        .isInstanceOf(AssertionError.class);
  }
}
