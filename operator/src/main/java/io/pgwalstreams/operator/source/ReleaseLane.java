package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The giving back of one WalStream's things: never two attempts at once. Thread-safe. */
final class ReleaseLane {
  private static final Logger log = LoggerFactory.getLogger(ReleaseLane.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final Key key;
  private final Workshop shop;
  private final Optional<Lane> before;
  private Release state = new Release.Working();
  private boolean running;
  private volatile boolean failing;
  private Instant endedAt = Instant.MIN;

  /**
   * One that waits for the end of what went on before.
   *
   * @param before is stopped already
   */
  ReleaseLane(Key key, Workshop shop, Optional<Lane> before) {
    this.key = key;
    this.shop = shop;
    this.before = before;
  }

  /**
   * The answer to those who ask; after a failure, a while later, it is tried again. What was done
   * is told once.
   */
  synchronized Release ask(ReleaseTask task) {
    boolean over = state instanceof Release.Done;
    boolean soon = shop.clock().instant().isBefore(endedAt.plus(PAUSE));
    if (!over && !running && !soon) {
      running = true;
      state = new Release.Working();
      shop.executor().execute(() -> work(task));
    }
    Release answer = state;
    if (over) {
      state = new Release.Done(List.of());
    }
    return answer;
  }

  private void work(ReleaseTask task) {
    Release outcome =
        new Release.Failed(
            Reason.Internal.because("giving back was broken off", "see the operator's log"));
    try {
      if (before.isPresent()) {
        before.get().awaitEnd();
      }
      outcome =
          shop.gate()
              .pass(failing, () -> new Releasing(key, task, shop.access(), shop.names()).run());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("{}: giving back ended in a defect", key.display(), e);
    } finally {
      // also behind an Error, which ends this thread: or it would not be tried again
      end(outcome);
      shop.changed().accept(key);
    }
  }

  private synchronized void end(Release outcome) {
    state = outcome;
    failing = outcome instanceof Release.Failed;
    running = false;
    endedAt = shop.clock().instant();
  }
}
