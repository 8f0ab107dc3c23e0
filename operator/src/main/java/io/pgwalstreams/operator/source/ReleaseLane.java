package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
  private final List<Deed> deeds = new ArrayList<>();
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
   * is told once, by whatever answer comes next.
   */
  synchronized Sources.Released ask(ReleaseTask task) {
    boolean soon = shop.clock().instant().isBefore(endedAt.plus(PAUSE));
    if (!(state instanceof Release.Done) && !running && !soon) {
      boolean failed = state instanceof Release.Failed;
      running = true;
      state = new Release.Working();
      begin(task, failed);
    }
    var answer = new Sources.Released(state, deeds);
    deeds.clear();
    return answer;
  }

  private void begin(ReleaseTask task, boolean failed) {
    try {
      shop.executor().execute(() -> work(task, failed));
    } catch (RuntimeException | Error e) {
      end(new Release.Failed(Reports.defect(e)));
      throw e;
    }
  }

  /** Whatever breaks off, an Error as well, has ended: else nobody would ever try again. */
  private void work(ReleaseTask task, boolean failed) {
    try {
      end(attempt(task, failed));
    } catch (InterruptedException e) {
      end(new Release.Working());
      Thread.currentThread().interrupt();
      return;
    } catch (Error e) {
      end(new Release.Failed(Reports.defect(e)));
      shop.changed().accept(key);
      throw e;
    }
    shop.changed().accept(key);
  }

  private Release attempt(ReleaseTask task, boolean failed) throws InterruptedException {
    try {
      if (before.isPresent()) {
        before.get().awaitEnd();
        before.get().untold().forEach(this::did);
      }
      return shop.gate()
          .pass(
              key.namespace(),
              failed,
              () -> new Releasing(key, task, shop.access(), shop.names(), this::did).run());
    } catch (RuntimeException e) {
      log.atError()
          .addKeyValue(Key.LOG_NAMESPACE, key.namespace())
          .addKeyValue(Key.LOG_NAME, key.name())
          .setCause(e)
          .log("giving back ended in a defect");
      return new Release.Failed(Reports.defect(e));
    }
  }

  private synchronized void did(Deed deed) {
    deeds.add(deed);
  }

  private synchronized void end(Release outcome) {
    state = outcome;
    running = false;
    endedAt = shop.clock().instant();
  }
}
