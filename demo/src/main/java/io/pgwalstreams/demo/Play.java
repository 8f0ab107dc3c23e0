package io.pgwalstreams.demo;

import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What happens in the demo, act by act. */
final class Play {
  private static final Duration PACE = Duration.ofMillis(15);
  private static final Duration DEAD = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final int LARGE = 20_000;
  private static final int BEFORE_THE_KILL = 1_000;

  private final Shop shop;
  private final WorkerProcess worker;
  private final Tail tail;
  private final PrintStream out;

  Play(Shop shop, WorkerProcess worker, Tail tail, PrintStream out) {
    this.shop = shop;
    this.worker = worker;
    this.tail = tail;
    this.out = out;
  }

  /** All of it; true when the stream holds exactly what was written. */
  boolean run(Duration writing)
      throws IOException, SQLException, InterruptedException, JetStreamApiException {
    trade(writing.dividedBy(2));
    int before = shop.committed();
    killInALargeTransaction(before);
    trade(DEAD);
    startAgain(before);
    trade(writing.dividedBy(2));
    awaitAll();
    return prove();
  }

  private void killInALargeTransaction(int before)
      throws IOException, SQLException, JetStreamApiException {
    shop.takeOver(LARGE);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (tail.lastSequence() < before + BEFORE_THE_KILL && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
    worker.kill9();
    out.printf(
        """

          kill -9 of the worker, which publishes a transaction of %,d rows.
          The application goes on writing …
        """,
        LARGE);
  }

  private void startAgain(int before) throws IOException, SQLException, JetStreamApiException {
    long there = tail.lastSequence();
    int written = shop.committed();
    worker.start();
    while (!worker.streams()) {
      shop.trade();
      LockSupport.parkNanos(PACE.toNanos());
    }
    out.printf(
        """

          Started again, with %,d changes written and %,d events in the stream, %,d of that transaction:
          %s

        """,
        written, there, Math.min(there - before, LARGE), worker.resumed());
  }

  private void trade(Duration time) throws SQLException {
    long until = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < until) {
      shop.trade();
      LockSupport.parkNanos(PACE.toNanos());
    }
  }

  /** Until as many events are there as changes were written, and no more come. */
  private void awaitAll() throws IOException, JetStreamApiException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (tail.lastSequence() < shop.committed() && System.nanoTime() < until) {
      LockSupport.parkNanos(20_000_000);
    }
    for (long last = -1; last != tail.lastSequence(); ) {
      last = tail.lastSequence();
      LockSupport.parkNanos(QUIET.toNanos());
    }
  }

  private boolean prove() throws IOException, InterruptedException, JetStreamApiException {
    out.printf("%n  Reading the whole stream, and comparing it with the application's ledger:%n%n");
    Audit audit = Audit.of(shop.ledger(), tail.everything());
    out.println(audit.report().indent(2));
    out.println(
        audit.exact()
            ? "EXACT: one kill -9, each change once and in order; nothing of %,d transactions rolled back."
                .formatted(shop.rolledBack())
            : "NOT EXACT. This is a defect: please report it with the worker's log.");
    return audit.exact();
  }
}
