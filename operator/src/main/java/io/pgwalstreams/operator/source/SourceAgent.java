package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.SourceReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Looks after one WalStream's database: never in two rounds at once. Thread-safe. */
final class SourceAgent {
  private static final Duration EVERY = Duration.ofSeconds(30);
  private static final Duration WHILE_FAILING = Duration.ofSeconds(10);

  private final Executor threads;
  private final SourceConnections connections;
  private final Clock clock;
  private final Runnable changed;
  private final List<Deed> deeds = new ArrayList<>();
  private SourceReport report = SourceReport.NONE;
  private boolean wantsIntent;
  private @Nullable SourceTask task;
  private @Nullable SourceRound round;
  private Instant ended = Instant.EPOCH;
  private boolean closed;
  private @Nullable Release release;
  private boolean releasing;

  SourceAgent(Executor threads, SourceConnections connections, Clock clock, Runnable changed) {
    this.threads = threads;
    this.connections = connections;
    this.clock = clock;
    this.changed = changed;
  }

  /** What makes a task another one: not the passwords themselves, but their fingerprint. */
  private record Identity(
      WalStreamDocument document, String fingerprint, Claim claim, SourceTask.Binding binding) {
    private static Identity of(SourceTask t) {
      return new Identity(t.document(), t.fingerprint(), t.claim(), t.binding());
    }
  }

  synchronized Sources.Look look(SourceTask next) {
    boolean other = !isNewest(next);
    task = next;
    if (other) {
      wantsIntent = false;
      abortRound();
    }
    if (round == null && (other || due())) {
      begin(next);
    }
    var told = List.copyOf(deeds);
    deeds.clear();
    return new Sources.Look(report, wantsIntent, told);
  }

  private boolean isNewest(SourceTask one) {
    SourceTask newest = task;
    return newest != null && Identity.of(one).equals(Identity.of(newest));
  }

  private boolean due() {
    Duration pause =
        report.database().usable() && report.publication().usable() && report.slot().usable()
            ? EVERY
            : WHILE_FAILING;
    return !clock.instant().isBefore(ended.plus(pause));
  }

  private void begin(SourceTask with) {
    if (closed) {
      return;
    }
    var started = new SourceRound(with, connections, new Hearing(with));
    round = started;
    threads.execute(
        () -> {
          try {
            started.run();
          } finally {
            end(started, with);
          }
        });
  }

  /** What came meanwhile is looked at without waiting for another call. */
  private void end(SourceRound which, SourceTask with) {
    synchronized (this) {
      if (round == which) {
        round = null;
      }
      ended = clock.instant();
      SourceTask newest = task;
      if (newest != null && !isNewest(with)) {
        begin(newest);
      }
    }
  }

  /** One round tells; what it tells is kept unless the task is another one by now. */
  private final class Hearing implements SourceRound.Listener {
    private final SourceTask with;

    private Hearing(SourceTask with) {
      this.with = with;
    }

    @Override
    public void seen(SourcePlan plan, SourceFacts facts) {
      hear(
          new SourceReport(
              with.document().generation(),
              plan.database(),
              plan.publication(),
              plan.slot(),
              Optional.of(facts.identity()),
              facts.publication().state().map(unused -> facts.publication().tables()),
              facts.slot().state()),
          plan.wantsIntent());
    }

    @Override
    public void did(Deed deed) {
      synchronized (SourceAgent.this) {
        deeds.add(deed);
      }
      changed.run();
    }

    /** The database is away, or refuses us: what was known of it stays. */
    @Override
    public void failed(Failure why) {
      SourceReport last;
      synchronized (SourceAgent.this) {
        last = report;
      }
      hear(
          new SourceReport(
              with.document().generation(),
              new Aspect.Bad(why),
              last.publication(),
              last.slot(),
              last.server(),
              last.tableCount(),
              last.slotState()),
          false);
    }

    private void hear(SourceReport next, boolean intent) {
      boolean news;
      synchronized (SourceAgent.this) {
        if (!isNewest(with)) {
          return;
        }
        news = intent != wantsIntent || isNews(report, next);
        report = next;
        wantsIntent = intent;
      }
      if (news) {
        changed.run();
      }
    }
  }

  /** Numbers that change by themselves are no news: whoever wants them asks. */
  private static boolean isNews(SourceReport before, SourceReport now) {
    return before.generation() != now.generation()
        || !before.database().equals(now.database())
        || !before.publication().equals(now.publication())
        || !before.slot().equals(now.slot())
        || !before.server().equals(now.server())
        || !walStatus(before).equals(walStatus(now));
  }

  private static String walStatus(SourceReport report) {
    return report.slotState().map(s -> String.valueOf(s.walStatus())).orElse("");
  }

  /** The newest answer; begins to give back when nothing is going on. */
  synchronized Release release(ReleaseTask what) {
    abortRound();
    Release last = release;
    release = null;
    if (last != null) {
      return last;
    }
    if (!releasing && !closed) {
      releasing = true;
      threads.execute(() -> released(new SourceRelease(what, connections).run()));
    }
    return new Release.Working();
  }

  private void released(Release result) {
    synchronized (this) {
      releasing = false;
      release = result;
    }
    changed.run();
  }

  /** Ends what is going on; nothing begins any more. */
  synchronized void close() {
    closed = true;
    abortRound();
  }

  private void abortRound() {
    SourceRound running = round;
    if (running != null) {
      running.abort();
    }
  }
}
