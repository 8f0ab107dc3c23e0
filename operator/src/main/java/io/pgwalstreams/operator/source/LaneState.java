package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.SourceReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one WalStream's database, and whether it is time to look again. Methods that
 * take news in answer whether it is to be told. Thread-safe; does no I/O.
 */
final class LaneState {
  private static final Duration WHEN_WELL = Duration.ofSeconds(30);
  private static final Duration WHEN_FAILING = Duration.ofSeconds(10);
  private static final Duration NUMBERS = Duration.ofMinutes(1);

  private final Clock clock;
  private final List<Deed> deeds = new ArrayList<>();
  private @Nullable SourceTask task;
  private @Nullable SourceTask begun;
  private @Nullable SourceTask seen;
  private boolean ordered;
  private Instant lookedAt = Instant.MIN;
  private SourceReport report = SourceReport.NONE;
  private boolean wantsIntent;
  private boolean running;
  private boolean stopped;

  private Reports.Words saidWords = Reports.words(SourceReport.NONE, false);
  private String saidNumbers = "";
  private Instant saidAt = Instant.MIN;

  LaneState(Clock clock) {
    this.clock = clock;
  }

  /** Takes the task; true when somebody is to begin with it now. */
  synchronized boolean begins(SourceTask newest) {
    task = newest;
    if (running || stopped || !due()) {
      return false;
    }
    running = true;
    ordered = true;
    return true;
  }

  private boolean due() {
    Duration pause = Reports.failing(report) ? WHEN_FAILING : WHEN_WELL;
    return begun == null || !same(begun, task) || !clock.instant().isBefore(lookedAt.plus(pause));
  }

  private static boolean same(@Nullable SourceTask a, @Nullable SourceTask b) {
    return a != null && b != null && Essentials.of(a).equals(Essentials.of(b));
  }

  /** What is to be looked at now; empty when there is nothing more to be done. */
  synchronized Optional<SourceTask> next() {
    if (stopped || task == null || (!ordered && same(begun, task))) {
      running = false;
      notifyAll();
      return Optional.empty();
    }
    ordered = false;
    begun = task;
    return Optional.of(task);
  }

  /** Whoever began has ended before there was nothing more to be done. */
  synchronized void brokeOff() {
    running = false;
    notifyAll();
  }

  /** True when what goes on with this task is in vain. */
  synchronized boolean outdated(SourceTask with) {
    return stopped || !same(with, task);
  }

  synchronized boolean failing() {
    return seen != null && Reports.failing(report);
  }

  /** A newer document that asks the same of the database has been looked at as well. */
  synchronized Sources.Look answer(SourceTask asked) {
    List<Deed> told = untold();
    if (same(seen, asked)) {
      return new Sources.Look(
          Reports.ofGeneration(asked.document().generation(), report), wantsIntent, told);
    }
    return new Sources.Look(beginsSomething(asked) ? SourceReport.NONE : report, false, told);
  }

  /** What was done since this was last asked. */
  synchronized List<Deed> untold() {
    var all = List.copyOf(deeds);
    deeds.clear();
    return all;
  }

  /**
   * A worker is started for the first time, or behind a gap, when the report allows it. What was
   * seen with another task, of another server maybe, does not.
   */
  private static boolean beginsSomething(SourceTask asked) {
    return asked.binding().systemIdentifier().isEmpty() || asked.binding().consent().isPresent();
  }

  synchronized boolean looked(Round.Result result) {
    wantsIntent = result.plan().wantsIntent();
    return take(Reports.of(generation(), result.facts(), result.plan()));
  }

  synchronized boolean failed(Failure why) {
    wantsIntent = false;
    return take(
        why.reason() == Reason.LockTimeout
            ? Reports.withPublication(generation(), report, why)
            : Reports.failed(generation(), report, why));
  }

  /** The slot cannot be used, or not yet. */
  synchronized boolean waits(Failure why) {
    return take(Reports.withSlot(generation(), report, why));
  }

  synchronized boolean did(Deed deed) {
    deeds.add(deed);
    return !stopped;
  }

  private long generation() {
    return begun == null ? 0 : begun.document().generation();
  }

  private boolean take(SourceReport now) {
    report = now;
    seen = begun;
    lookedAt = clock.instant();
    Reports.Words words = Reports.words(now, wantsIntent);
    String numbers = Reports.numbers(now);
    boolean due = !saidAt.plus(NUMBERS).isAfter(lookedAt);
    boolean news = !words.equals(saidWords) || (due && !numbers.equals(saidNumbers));
    if (news) {
      saidWords = words;
      saidNumbers = numbers;
      saidAt = lookedAt;
    }
    return news && !stopped;
  }

  synchronized void stop() {
    stopped = true;
  }

  synchronized void awaitEnd() throws InterruptedException {
    while (running) {
      wait();
    }
  }
}
