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
    Release outcome;
    try {
      if (before.isPresent()) {
        before.get().awaitEnd();
      }
      outcome =
          shop.gate()
              .pass(false, () -> new Releasing(key, task, shop.access(), shop.names()).run());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException e) {
      log.error("{}: giving back ended in a defect", key.display(), e);
      outcome =
          new Release.Failed(
              Reason.Internal.because("a defect: " + e, "report it, with the operator's log"));
    }
    end(outcome);
    shop.changed().accept(key);
  }

  private synchronized void end(Release outcome) {
    state = outcome;
    running = false;
    endedAt = shop.clock().instant();
  }
}
