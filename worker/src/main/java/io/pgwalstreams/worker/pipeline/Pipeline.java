package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Halt;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import java.time.Duration;
import java.util.Optional;

/**
 * The worker below its command line: connects, decides where to go on, publishes, and does so again
 * after every loss of a connection, until it is stopped or a person must act. {@link #run} belongs
 * to one thread; the other methods are thread-safe.
 */
public final class Pipeline {
  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);

  /** A session that lasted so long was none of a row of failures. */
  private static final Duration STEADY = Duration.ofSeconds(10);

  /**
   * How long a refusal may be the middle of a change on the other side, where events have flowed
   * before: credentials that are being rotated, a standby that is being promoted.
   */
  private static final Duration CHANGEOVER = Duration.ofMinutes(2);

  private final Control control;
  private final PipelineListener listener;
  private final WaitClock clock;
  private final Attempt attempt;
  private Duration retry = FIRST_RETRY;
  private boolean hasStreamed;
  private long streamingSince = Long.MAX_VALUE;
  private long refusedSince = Long.MIN_VALUE;

  public Pipeline(
      PipelineSettings settings,
      Connections connections,
      MappingFactory mappings,
      PipelineListener listener,
      WaitClock clock) {
    this.control = new Control(clock::nanoTime);
    this.listener = listener;
    this.clock = clock;
    this.attempt = new Attempt(settings, connections, mappings, control, listener, clock);
  }

  /** Takes up other settings as soon as no event can be lost or repeated by it. */
  public void apply(PipelineSettings settings) {
    control.apply(settings);
  }

  /**
   * Asks for an end: what is in flight is awaited, anchored and confirmed, within the time given.
   */
  public void stop(Duration within) {
    control.stop(within);
  }

  /**
   * Runs until {@link #stop}.
   *
   * @throws FailureException when a person must act
   */
  public void run() {
    listener.phase(Phase.STARTING);
    try {
      while (!control.stopping()) {
        once();
      }
      listener.phase(Phase.STOPPED);
    } finally {
      attempt.close();
    }
  }

  private void once() {
    try {
      attempt.run(this::streaming);
    } catch (Restart r) {
      Failure why = r.why();
      if (why == null) {
        listener.restarting(r.getMessage());
      } else {
        listener.waiting(why);
      }
      rest();
    } catch (FailureException e) {
      failed(e);
    }
  }

  private void streaming() {
    hasStreamed = true;
    streamingSince = clock.nanoTime();
    refusedSince = Long.MIN_VALUE;
  }

  private void failed(FailureException e) {
    Failure why = e.failure();
    if (attempt.accepts(why)) {
      return;
    }
    switch (why.reason().recovery()) {
      case WAITS, WARNS -> {
        listener.waiting(why);
        rest();
      }
      case PERSON -> {
        if (!mayPass(why)) {
          throw halt(why, e);
        }
        listener.waiting(why);
        rest();
      }
    }
  }

  private FailureException halt(Failure why, FailureException cause) {
    String id = attempt.haltId(why);
    boolean acceptable = attempt.isAcceptable(why);
    Failure told =
        acceptable
            ? why.reason()
                .because(
                    why.message(),
                    why.remedy()
                        + "; accept it once by --accept "
                        + id
                        + " or the annotation "
                        + Annotations.ACCEPT
                        + ": "
                        + id)
            : why;
    listener.halted(id, told, acceptable, attempt.position());
    listener.phase(Phase.HALTED);
    Optional<String> position = Optional.ofNullable(attempt.position()).map(Position::toString);
    return new FailureException(
        told, acceptable ? Optional.of(new Halt(id, position)) : Optional.empty(), cause);
  }

  private boolean mayPass(Failure why) {
    boolean changing =
        why.reason() == Reason.AuthenticationFailed
            || why.reason() == Reason.NatsAuthenticationFailed
            || why.reason() == Reason.DatabaseTlsFailed
            || why.reason() == Reason.NatsTlsFailed
            || why.reason() == Reason.ServerIsStandby;
    if (!hasStreamed || !changing) {
      return false;
    }
    long now = clock.nanoTime();
    if (refusedSince == Long.MIN_VALUE) {
      refusedSince = now;
    }
    return now - refusedSince < CHANGEOVER.toNanos();
  }

  /** Waits before the next attempt, longer each time that events did not flow for long before. */
  private void rest() {
    if (streamingSince != Long.MAX_VALUE && clock.nanoTime() - streamingSince > STEADY.toNanos()) {
      retry = FIRST_RETRY;
    }
    streamingSince = Long.MAX_VALUE;
    long until = clock.nanoTime() + retry.toNanos();
    while (!control.stopping() && clock.nanoTime() - until < 0) {
      listener.beat();
      clock.park(Math.min(until - clock.nanoTime(), 50_000_000));
    }
    retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
  }
}
