package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Killed, and started again with a document that wants other logical messages than before. */
@Timeout(180)
class ChangedOptionsIT {
  private static final long ROWS = 100_000;

  private static Scene startedWith(boolean messages) {
    Scene scene = Scene.set().with("delivery.confirmDelay", "1m");
    want(scene, messages);
    return scene.started();
  }

  private static void want(Scene scene, boolean messages) {
    WorkerDocument without = scene.document();
    scene.worker.write(messages ? without.with("messages", "{prefixes: ['*']}") : without);
  }

  private static String insert(long from, long to) {
    return "insert into audit select g, 0, 0, repeat('x', 200) from generate_series("
        + from
        + ", "
        + to
        + ") g";
  }

  private static String message(boolean transactional) {
    return "select pg_logical_emit_message(" + transactional + ", 'hello', 'there')";
  }

  private static List<Long> rows(Scene scene) {
    return scene.stored().stream().filter(c -> c.table().equals("audit")).map(Change::id).toList();
  }

  /** Until the row {@code last} is stored; then all rows from 1 must be, once and in order. */
  private static void assertRows(Scene scene, long last) {
    await()
        .atMost(Scene.PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> rows(scene).contains(last));
    assertThat(rows(scene)).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
  }

  /** In the middle of a transaction that has a message before its rows. */
  private static void changeInMidTransaction(boolean before, boolean after) {
    try (Scene scene = startedWith(before)) {
      scene.postgres.execute("begin; " + message(true) + "; " + insert(1, ROWS) + "; commit");
      scene.awaitLast(500);
      scene.worker.kill9();
      assertThat(scene.tap.last().orElseThrow()).isLessThan(ROWS);
      want(scene, after);
      scene.started();
      scene.postgres.execute(insert(ROWS + 1, ROWS + 1));
      assertRows(scene, ROWS + 1);
    }
  }

  @Test
  void losesNothingWhenMessagesAreNoLongerWanted() {
    changeInMidTransaction(true, false);
  }

  @Test
  void repeatsNothingWhenMessagesAreWantedFromNowOn() {
    changeInMidTransaction(false, true);
  }

  @Test
  void goesOnBehindAMessageOutsideTransactionsThatIsNoLongerWanted() {
    try (Scene scene = startedWith(true)) {
      scene.postgres.execute(insert(1, 1), message(false));
      scene.awaitLast(2);
      scene.worker.kill9();
      want(scene, false);
      scene.started();
      scene.postgres.execute(message(false), insert(2, 2));
      assertRows(scene, 2);
      assertThat(scene.tap.last()).hasValue(3);
    }
  }

  @Test
  void messagesThatNobodyWantsDisturbNothing() {
    try (Scene scene = startedWith(false)) {
      scene.postgres.execute(message(false), insert(1, 1), message(false), message(true));
      scene.awaitLast(1);
      scene.worker.kill9();
      scene.postgres.execute(message(false), message(true));
      scene.started();
      scene.postgres.execute(message(true), insert(2, 2), message(false));
      assertRows(scene, 2);
      assertThat(scene.worker.terminate()).isZero();
      scene.started();
      scene.postgres.execute(message(false), insert(3, 3));
      assertRows(scene, 3);
      assertThat(scene.tap.last()).hasValue(3);
    }
  }
}
