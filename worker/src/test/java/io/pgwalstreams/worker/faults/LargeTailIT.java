package io.pgwalstreams.worker.faults;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A start looks at the messages behind the newest checkpoint: how large they are must not matter.
 */
@Timeout(180)
class LargeTailIT {
  private static final int LARGE_EVENTS = 400;

  @Test
  void startsAgainBehindLargeEventsAfterAKill() {
    try (Scene scene = Scene.set().started()) {
      scene.postgres.execute(
          "insert into audit select -g, 0, 0, repeat('x', 700000) from generate_series(1, "
              + LARGE_EVENTS
              + ") g");
      scene.awaitLast(LARGE_EVENTS * 3 / 4);
      scene.worker.kill9();
      scene.started().write(5);
      long expected = LARGE_EVENTS + scene.expectedEvents();
      await().atMost(Scene.PATIENCE).until(() -> scene.tap.last().orElse(0) == expected);
    }
  }
}
