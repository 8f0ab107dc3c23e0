package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files again every second, by content: an editor's rename, a swapped link of a mounted
 * Secret and an overwritten file all look alike. What is broken is reported once, and the former
 * configuration stays in force.
 */
public final class ConfigWatcher implements AutoCloseable {
  private final ConfigLoader loader;
  private final Listener listener;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("config-watch").factory());
  private WorkerConfig inForce;
  private @Nullable Failure reported;

  /** Called on the watcher's thread. */
  public interface Listener {
    /** Another configuration that may take the place of the one in force. */
    void changed(WorkerConfig next);

    /** The files cannot be used as they are now. */
    void broken(Failure why);
  }

  public ConfigWatcher(ConfigLoader loader, WorkerConfig inForce, Listener listener) {
    this.loader = loader;
    this.inForce = inForce;
    this.listener = listener;
  }

  /** Begins to watch. */
  public void start(Duration every) {
    var unused =
        timer.scheduleWithFixedDelay(
            this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks once. */
  void look() {
    try {
      WorkerConfig next = loader.reload(inForce);
      reported = null;
      if (!next.fingerprint().equals(inForce.fingerprint())) {
        inForce = next;
        listener.changed(next);
      }
    } catch (FailureException e) {
      report(e.failure());
    } catch (UncheckedIOException e) {
      // In the middle of being replaced; the next look sees it whole.
      reported = null;
    }
  }

  private void report(Failure why) {
    if (!why.equals(reported)) {
      reported = why;
      listener.broken(why);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
