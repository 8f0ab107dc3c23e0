package io.pgwalstreams.operator.worker;

import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.WorkerReport;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each worker every few seconds how it is doing, each on a thread of its own, and tells when
 * the answer is another one. A worker that waits and misses an answer or two still waits: that it
 * is silent would say less. Thread-safe.
 */
public final class WorkerPolls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerPolls.class);

  /** So many answers in a row are missing when a worker that waited counts as silent. */
  private static final int SILENT = 3;

  private final Function<String, Optional<WorkerReport>> ask;
  private final Consumer<Key> changed;
  private final Map<Key, Polled> polled = new ConcurrentHashMap<>();
  private final ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService ticks =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("worker-polls").factory());

  /** One worker. */
  private static final class Polled {
    private final String address;
    private boolean busy;
    private int missing;
    private Optional<WorkerReport> report = Optional.empty();

    private Polled(String address) {
      this.address = address;
    }

    private synchronized boolean begin() {
      boolean free = !busy;
      busy = true;
      return free;
    }

    /** True when this is news. */
    private synchronized boolean end(Optional<WorkerReport> next) {
      busy = false;
      missing = next.isPresent() ? 0 : missing + 1;
      if (next.isEmpty() && missing < SILENT && waited()) {
        return false;
      }
      boolean news = !quiet(next).equals(quiet(report));
      report = next;
      return news;
    }

    private boolean waited() {
      return report.filter(r -> r.phase() == WorkerReport.Phase.WAITING).isPresent();
    }

    private static Optional<WorkerReport> quiet(Optional<WorkerReport> report) {
      return report.map(WorkerReport::withoutProgress);
    }

    private synchronized Optional<WorkerReport> report() {
      return report;
    }
  }

  /**
   * Begins with nobody.
   *
   * @param ask gives the answer of the worker at an address; empty when there is none
   * @param changed called with whose answer is another one than before
   */
  public WorkerPolls(
      Function<String, Optional<WorkerReport>> ask, Consumer<Key> changed, Duration every) {
    this.ask = ask;
    this.changed = changed;
    var unused =
        ticks.scheduleWithFixedDelay(
            this::tick, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * The worker's newest answer; asks from now on at this address, and nowhere when there is none.
   */
  public Optional<WorkerReport> newest(Key key, Optional<String> address) {
    if (address.isEmpty()) {
      polled.remove(key);
      return Optional.empty();
    }
    Polled now =
        polled.compute(
            key,
            (k, before) ->
                before != null && before.address.equals(address.get())
                    ? before
                    : new Polled(address.get()));
    if (now.report().isEmpty()) {
      poll(key, now);
    }
    return now.report();
  }

  /** Asks this worker no more. */
  public void forget(Key key) {
    polled.remove(key);
  }

  private void tick() {
    polled.forEach(this::poll);
  }

  private void poll(Key key, Polled worker) {
    if (!worker.begin()) {
      return;
    }
    asking.execute(
        () -> {
          boolean news = worker.end(answer(key, worker.address));
          if (news && polled.get(key) == worker) {
            changed.accept(key);
          }
        });
  }

  /** Whatever goes wrong is silence: who is never done with a worker never asks it again. */
  private Optional<WorkerReport> answer(Key key, String address) {
    try {
      return ask.apply(address);
    } catch (RuntimeException e) {
      LOG.atWarn()
          .addKeyValue(Key.LOG_NAMESPACE, key.namespace())
          .addKeyValue(Key.LOG_NAME, key.name())
          .setCause(e)
          .log("cannot ask the worker at {}", address);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    ticks.shutdownNow();
    asking.shutdownNow();
  }
}
