package io.pgwalstreams.worker.health;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.pipeline.PipelineListener;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the worker is doing, for probes, {@code /status} and {@code /metrics}. Written by the
 * pipeline, read by HTTP threads; thread-safe. Tells a {@link Journal} what people should read in
 * the log.
 */
public final class WorkerState implements PipelineListener {
  /** How long a wait may last before the worker counts as not ready: a reconnect is no outage. */
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** A pipeline that has not turned for so long hangs. */
  private static final Duration DEAD = Duration.ofSeconds(60);

  private static final int KEPT_GAPS = 5;

  private final Clock clock;
  private final WorkerMetrics metrics;
  private final Journal journal;
  private final ArrayDeque<Status.Gap> gaps = new ArrayDeque<>();
  private Status status;
  private Instant beat;
  private @Nullable Instant waitingSince;
  private Lsn received = Lsn.INVALID;

  /** How far the stream holds everything: with nothing in flight, as far as PostgreSQL told. */
  private Lsn stored = Lsn.INVALID;

  public WorkerState(Status initial, Clock clock, WorkerMetrics metrics, Journal journal) {
    this.status = initial;
    this.clock = clock;
    this.metrics = metrics;
    this.journal = journal;
    this.beat = clock.instant();
  }

  /** The worker as it is now. */
  public synchronized Status status() {
    return status;
  }

  /** True while the pipeline turns. */
  public synchronized boolean live() {
    return status.phase() == Phase.HALTED
        || Duration.between(beat, clock.instant()).compareTo(DEAD) < 0;
  }

  /** Why the worker is not ready; empty when it is. */
  public synchronized Optional<String> notReady() {
    Failure why = status.why();
    return switch (status.phase()) {
      case STREAMING, DRAINING -> Optional.empty();
      case STARTING, STOPPED ->
          Optional.of(why == null ? status.phase().name().toLowerCase(Locale.ROOT) : told(why));
      case WAITING ->
          waitingSince != null
                  && status.streamed()
                  && Duration.between(waitingSince, clock.instant()).compareTo(GRACE) < 0
              ? Optional.empty()
              : Optional.ofNullable(why).map(WorkerState::told);
      case HALTED -> Optional.ofNullable(why).map(WorkerState::told);
    };
  }

  private static String told(Failure why) {
    return why.reason() + ": " + why.sentence();
  }

  @Override
  public synchronized void beat() {
    beat = clock.instant();
  }

  @Override
  public synchronized void phase(Phase phase) {
    status = status.in(phase);
    if (phase == Phase.STREAMING) {
      waitingSince = null;
      status = status.because(null);
    }
    metrics.phase(phase);
  }

  @Override
  public synchronized void starting(String row, String sentence, Start start) {
    status = status.starting(row, sentence, start);
    metrics.started(row);
    journal.starting(row, sentence, start);
  }

  @Override
  public synchronized void stream(Stream stream) {
    status = status.publishingTo(stream);
  }

  @Override
  public void published(Event.Label label, int bytes) {
    metrics.published(label, bytes);
  }

  @Override
  public void acknowledged(int count, long nanos) {
    metrics.acknowledged(count, nanos);
  }

  @Override
  public synchronized void progress(int messages, long bytes, long sequence, Position position) {
    status = status.progress(messages, bytes, sequence, position.toString());
    metrics.progress(messages, bytes);
    stored = messages == 0 ? received : position.lsn();
  }

  @Override
  public void behind(long commitMicros) {
    metrics.behind(commitMicros);
  }

  @Override
  public synchronized void confirmed(Lsn received, Lsn flushed) {
    status = status.confirmed(received.toString(), flushed.toString());
    metrics.confirmed(flushed);
    this.received = received;
  }

  @Override
  public void restarting(String why) {
    journal.restarting(why);
  }

  @Override
  public synchronized void waiting(Failure why) {
    boolean news = status.phase() != Phase.WAITING || !why.equals(status.why());
    if (waitingSince == null) {
      waitingSince = clock.instant();
    }
    status = status.in(Phase.WAITING).because(why);
    metrics.phase(Phase.WAITING);
    beat = clock.instant();
    if (news) {
      metrics.failed(why.reason());
      journal.waiting(why);
    }
  }

  @Override
  public void did(String what) {
    journal.did(what);
  }

  @Override
  public synchronized void recovered() {
    // A slot that was created at once was not waited for.
    if (waitingSince != null) {
      journal.recovered(status, Duration.between(waitingSince, clock.instant()));
    }
    waitingSince = null;
    status = status.in(status.streamed() ? Phase.STREAMING : Phase.STARTING).because(null);
    metrics.phase(status.phase());
  }

  @Override
  public void notice(Failure what) {
    metrics.failed(what.reason());
    journal.notice(what);
  }

  @Override
  public synchronized void gap(String id, Failure why, @Nullable Position from, Lsn to) {
    gaps.addLast(
        new Status.Gap(
            id,
            why.reason().name(),
            from == null ? null : from.toString(),
            to.toString(),
            clock.instant().toString()));
    while (gaps.size() > KEPT_GAPS) {
      gaps.removeFirst();
    }
    status = status.with(List.copyOf(gaps));
    metrics.gap(why.reason());
    journal.gap(id, why);
  }

  @Override
  public synchronized void halted(
      String id, Failure why, boolean acceptable, @Nullable Position at) {
    status =
        status
            .in(Phase.HALTED)
            .because(why)
            .halted(
                new Status.Halt(
                    id,
                    why.reason().name(),
                    clock.instant().toString(),
                    acceptable,
                    at == null ? null : at.toString()));
    metrics.failed(why.reason());
    journal.halted(id, why);
  }

  @Override
  public synchronized void applied(long generation, String mapping) {
    status = status.applied(generation, mapping);
    metrics.applied(generation);
    journal.applied(generation, mapping);
  }

  /** A configuration was read that cannot be used. */
  public synchronized void configBroken(Failure why) {
    status = status.broken(why.sentence());
    metrics.failed(why.reason());
    journal.notice(why);
  }

  /** The configuration of this fingerprint is in force. */
  public synchronized void configRead(String fingerprint, Status.Target target) {
    status = status.configured(fingerprint, target);
  }

  @Override
  public void reconnected(Side side) {
    metrics.reconnected(side);
  }

  @Override
  public synchronized void slot(SlotNumbers numbers) {
    status = status.slot(numbers);
    metrics.slot(numbers, stored);
  }
}
