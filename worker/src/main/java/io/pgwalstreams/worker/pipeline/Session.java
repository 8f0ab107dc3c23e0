package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pipeline.Connections.SlotWatch;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import io.pgwalstreams.worker.replication.ReplicationStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * One START_REPLICATION: reads, publishes, confirms, until it is stopped or its place has to be
 * decided anew. Everything happens on one thread, in turns; nothing in a turn blocks for longer
 * than a status reply may be late.
 */
final class Session implements Pump {
  private static final Duration STATUS_EVERY = Duration.ofSeconds(1);
  private static final Duration PING_AGAIN = Duration.ofSeconds(1);
  private static final Duration RELEASE_WITHIN = Duration.ofSeconds(4);
  private static final int ITEMS_PER_TURN = 256;
  private static final long ANSWER_NANOS = 500_000;
  private static final Duration IDLE_AFTER = Duration.ofMillis(200);
  private static final int IDLE_MILLIS = 250;
  private static final int BUSY_MILLIS = 1;

  private final ReplicationStream stream;
  private final SlotWatch watch;
  private final Control control;
  private final PipelineListener listener;
  private final WaitClock clock;
  private final SlotAlarm alarm = new SlotAlarm();
  private @Nullable Work work;
  private long workedAt;
  private long statusAt;
  private long pingedAt;
  private long pings;
  private long releasingSince;
  private boolean releasing;

  /** PostgreSQL was asked in this turn, which is a wait by itself where nothing is in flight. */
  private boolean asked;

  /**
   * Something came in this turn, or an answer. That PostgreSQL is alive, and what follows from how
   * far its WAL goes, keeps nobody awake: it may come a moment later.
   */
  private boolean moved;

  private Lsn confirmed = Lsn.INVALID;

  /** What a session works with; made after it, because publishing waits by the session's pump. */
  record Work(Feed feed, Publisher publisher, Progress progress, LiveSettings live) {}

  Session(
      ReplicationStream stream,
      SlotWatch watch,
      Control control,
      PipelineListener listener,
      WaitClock clock) {
    this.stream = stream;
    this.watch = watch;
    this.control = control;
    this.listener = listener;
    this.clock = clock;
    this.workedAt = clock.nanoTime();
    this.statusAt = workedAt - STATUS_EVERY.toNanos();
    this.pingedAt = statusAt;
  }

  /** From here on {@link #pause} sends status replies. */
  void prepare(Work with) {
    work = with;
  }

  /** Runs until a stop is asked for, then drains. */
  void run(Work with) {
    listener.phase(Phase.STREAMING);
    var batching = new Batching(with.publisher().window().lastSent());
    while (!control.stopping()) {
      rest(turn(with, batching), with.publisher().window().isEmpty());
    }
    drain(with);
  }

  /**
   * With nothing in flight there is nothing to wait for but PostgreSQL, and what comes from there
   * ends the wait: so it may be long, and an idle worker sleeps. With something in flight the next
   * answer ends it, and PostgreSQL is only asked whether there is something.
   */
  private void rest(boolean worked, boolean nothingInFlight) {
    long now = nanoTime();
    if (moved || !nothingInFlight || releasing) {
      workedAt = now;
    }
    boolean idle = now - workedAt > IDLE_AFTER.toNanos();
    stream.patience(nothingInFlight ? (idle ? IDLE_MILLIS : BUSY_MILLIS) : 0);
    if (!worked && !(nothingInFlight && asked)) {
      clock.park(ANSWER_NANOS);
    }
  }

  private boolean turn(Work w, Batching batching) {
    boolean answered = w.publisher().poll();
    Window window = w.publisher().window();
    if (window.isEmpty()) {
      w.feed().stored();
    }
    moved = answered;
    boolean worked = read(w) || answered;
    long now = nanoTime();
    if (batching.due(window.lastSent(), window.messages(), answered, now)) {
      w.publisher().flush();
    }
    worked |= w.progress().turn(now, haste());
    w.live().turn(w.feed(), window, w.publisher(), w.progress(), now);
    status(false);
    watchServer();
    return worked;
  }

  private Progress.Haste haste() {
    return releasing
        ? Progress.Haste.ALL
        : watch.atRisk() ? Progress.Haste.CONFIRM : Progress.Haste.NONE;
  }

  private boolean read(Work w) {
    boolean worked = false;
    asked = false;
    for (int i = 0; i < ITEMS_PER_TURN && w.publisher().hasRoom(); i++) {
      if (w.live().holdsReading(w.feed()) || w.progress().holdsReading()) {
        return worked;
      }
      asked = true;
      FeedItem item = w.feed().next();
      if (item == null) {
        boolean progressed = w.feed().progressed();
        moved |= progressed;
        return worked || progressed;
      }
      worked = true;
      moved |= !(item instanceof FeedItem.Reached);
      take(item, w);
    }
    return worked;
  }

  private void take(FeedItem item, Work w) {
    switch (item) {
      case FeedItem.Publish p -> w.publisher().publish(p.event(), p.lastEnd());
      case FeedItem.CaughtUp(var event) -> {
        w.publisher().continueBehind(event.position());
        w.progress().caughtUp(event);
      }
      case FeedItem.Ended(var transaction) -> w.progress().ended(transaction);
      case FeedItem.Reached(Lsn serverEnd, boolean replyRequested) -> {
        w.progress().reached(serverEnd);
        if (replyRequested) {
          pinged();
        }
      }
    }
  }

  /**
   * A walsender that waits for its end asks again as soon as it is answered; one that only fears a
   * timeout does not.
   */
  private void pinged() {
    long now = nanoTime();
    pings = now - pingedAt < PING_AGAIN.toNanos() ? pings + 1 : 1;
    pingedAt = now;
    if (pings > 1) {
      release(now);
    }
    status(true);
  }

  private void release(long now) {
    if (!releasing) {
      releasing = true;
      releasingSince = now;
    }
  }

  private void watchServer() {
    long now = nanoTime();
    boolean stopping = watch.stopping();
    if (stopping) {
      release(now);
    }
    if (!releasing) {
      return;
    }
    boolean asking = stopping || now - pingedAt < PING_AGAIN.toNanos();
    if (!asking) {
      releasing = false;
    } else if (now - releasingSince > RELEASE_WITHIN.toNanos()) {
      throw shuttingDown();
    }
  }

  private static Restart shuttingDown() {
    return new Restart(
        "PostgreSQL is shutting down",
        Reason.DatabaseShuttingDown.because(
            "PostgreSQL is shutting down", "wait until it is back; publishing goes on by itself"));
  }

  private void status(boolean now) {
    long time = nanoTime();
    Work w = work;
    if (w == null) {
      return;
    }
    Lsn due = w.progress().confirmable();
    boolean further = releasing && due.isAfter(confirmed);
    if (!now && !further && time - statusAt < STATUS_EVERY.toNanos()) {
      return;
    }
    Lsn received = Lsn.max(w.feed().received(), due);
    stream.confirm(received, due);
    statusAt = time;
    confirmed = due;
    listener.beat();
    listener.confirmed(received, due);
    var window = w.publisher().window();
    var done = window.accounted();
    listener.progress(window.messages(), window.bytes(), done.sequence(), done.position());
    boolean idle = window.isEmpty() && !w.feed().inTransaction();
    listener.behind(idle ? 0 : w.feed().commitMicros());
    var numbers = watch.numbers();
    if (numbers != null) {
      listener.slot(numbers);
      alarm.look(numbers, w.live().maxRetainedWal(), watch.atRisk()).ifPresent(listener::notice);
    }
  }

  private void drain(Work w) {
    listener.phase(Phase.DRAINING);
    w.publisher().flush();
    while (!w.publisher().window().isEmpty() && !control.overdue()) {
      if (!w.publisher().poll()) {
        pause(Duration.ofMillis(5));
      }
    }
    while (!w.progress().settle(nanoTime()) && !control.overdue()) {
      pause(Duration.ofMillis(5));
    }
    status(true);
  }

  @Override
  public <T> T await(CompletableFuture<T> future) {
    while (!future.isDone()) {
      pause(Duration.ofMillis(2));
    }
    return join(future);
  }

  static <T> T join(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException failure) {
        Failure f = failure.failure();
        throw new FailureException(f, e);
      }
      throw e;
    }
  }

  @Override
  public void pause(Duration atMost) {
    long until = nanoTime() + atMost.toNanos();
    do {
      status(false);
      if (watch.stopping()) {
        throw shuttingDown();
      }
      if (control.overdue()) {
        throw new Restart("the time to stop is over", null);
      }
      clock.park(Math.min(Math.max(until - nanoTime(), 1), 5_000_000));
    } while (nanoTime() - until < 0);
  }

  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }
}
