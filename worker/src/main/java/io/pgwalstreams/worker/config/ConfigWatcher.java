package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files again every second, by content: an editor's rename, a swapped link of a mounted
 * Secret and an overwritten file all look alike. What cannot be used is reported once, and the
 * former configuration stays in force. What could not be taken up is tried again, less and less
 * often: its cause may be a database that is away.
 */
public final class ConfigWatcher implements AutoCloseable {
  private static final int MOST_LOOKS_BETWEEN = 30;

  private final ConfigLoader loader;
  private final Listener listener;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("config-watch").factory());
  private WorkerConfig inForce;
  private @Nullable Failure seen;
  private @Nullable Failure reported;
  private String refused = "";
  private int pause;
  private int looksToWait;

  /** Called on the thread that looks. */
  public interface Listener {
    /**
     * Another configuration that may take the place of the one in force. A FailureException leaves
     * the former in force.
     */
    void changed(WorkerConfig next);

    /** The files cannot be used as they are now. */
    void broken(Failure why);

    /** The files are again as what is in force was read from. */
    void mended();
  }

  public ConfigWatcher(ConfigLoader loader, WorkerConfig inForce, Listener listener) {
    this.loader = loader;
    this.inForce = inForce;
    this.listener = listener;
  }

  /** Begins to watch; from here on {@link #look} belongs to the watcher's thread. */
  public void start(Duration every) {
    var unused =
        timer.scheduleWithFixedDelay(
            this::lookOrTell, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A defect must not end the watching unheard, as a scheduled task would. */
  private void lookOrTell() {
    try {
      look();
    } catch (RuntimeException e) {
      report(
          Reason.Internal.because(
              "unexpected " + e + " while the files were read", "report it with the log"));
    }
  }

  /** Looks once. */
  public void look() {
    try {
      WorkerConfig next = loader.reload(inForce);
      seen = null;
      if (next.fingerprint().equals(inForce.fingerprint())) {
        unchanged();
      } else {
        offer(next);
      }
    } catch (FailureException e) {
      broken(e.failure());
    }
  }

  private void unchanged() {
    refused = "";
    if (reported != null) {
      reported = null;
      listener.mended();
    }
  }

  private void offer(WorkerConfig next) {
    if (!next.fingerprint().equals(refused)) {
      refused = "";
      pause = 0;
      looksToWait = 0;
    } else if (looksToWait-- > 0) {
      return;
    }
    try {
      listener.changed(next);
      inForce = next;
      refused = "";
      reported = null;
    } catch (FailureException e) {
      refused = next.fingerprint();
      pause = Math.min(2 * pause + 1, MOST_LOOKS_BETWEEN);
      looksToWait = pause;
      report(e.failure());
    }
  }

  /** A file in the middle of being replaced is whole at the next look: only then it counts. */
  private void broken(Failure why) {
    if (why.equals(seen)) {
      report(why);
    }
    seen = why;
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
