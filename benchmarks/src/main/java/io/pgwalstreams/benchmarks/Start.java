package io.pgwalstreams.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code make bench-start}: how long it takes from the start of a worker's process to its first
 * event, and what one costs that has nothing to do.
 */
public final class Start {
  private static final int RUNS = Integer.getInteger("runs", 9);
  private static final int IDLE_SECONDS = Integer.getInteger("idle.seconds", 30);

  private Start() {}

  public static void main(String[] args) throws Exception {
    try (Site site = Site.start(Site.Kind.PLAIN)) {
      starts(site);
      idle(site);
    }
  }

  private static void starts(Site site) throws IOException, InterruptedException {
    var first = new Measured();
    var next = new Measured();
    for (int run = 0; run < RUNS; run++) {
      String name = "s" + run;
      table(site, name);
      first.start(site, name);
      site.postgres().execute("insert into " + name + " values (1, 'next')");
      next.start(site, name);
    }
    System.out.println("start to first event, its stream yet to be made: " + first);
    System.out.println("start to first event, resumed: " + next);
  }

  /** Some starts. */
  private static final class Measured {
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    void start(Site site, String name) throws IOException, InterruptedException {
      try (var first = FirstEvent.of(site.nats().get(0), name);
          var worker = BenchWorker.start(site.document(name))) {
        seconds.add(first.seconds());
        cpu.add(worker.cpuNanos() / 1e9);
      }
    }

    @Override
    public String toString() {
      Collections.sort(seconds);
      Collections.sort(cpu);
      return String.format(
          Locale.ROOT,
          "%.2f s (median of %d; %.2f to %.2f), %.2f s of CPU",
          seconds.get(RUNS / 2),
          RUNS,
          seconds.getFirst(),
          seconds.getLast(),
          cpu.get(RUNS / 2));
    }
  }

  /** A table of which there is something to publish. */
  private static void table(Site site, String name) {
    site.table(name);
    site.postgres().execute("insert into " + name + " values (0, 'first')");
  }

  /** By the half minute: the first ones have the compilers in them, which the start has fed. */
  private static void idle(Site site) throws IOException, InterruptedException {
    table(site, "idle");
    site.postgres().execute("create table elsewhere(at timestamptz)");
    try (var first = FirstEvent.of(site.nats().get(0), "idle");
        var worker = BenchWorker.start(site.document("idle"))) {
      first.seconds();
      for (int part = 0; part < 4; part++) {
        String when = "seconds " + part * IDLE_SECONDS + " to " + (part + 1) * IDLE_SECONDS;
        idle(when, worker, Start::nothing);
      }
      idle("while other tables are written", worker, () -> elsewhere(site));
    }
  }

  private static void idle(String when, BenchWorker worker, Runnable meanwhile) throws IOException {
    long cpu = worker.cpuNanos();
    long from = System.nanoTime();
    while (System.nanoTime() - from < TimeUnit.SECONDS.toNanos(IDLE_SECONDS)) {
      meanwhile.run();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
    worker.requireAlive();
    System.out.printf(
        Locale.ROOT,
        "idle, %s: %.2f %% of a core, %d MiB at most%n",
        when,
        (worker.cpuNanos() - cpu) * 100.0 / (System.nanoTime() - from),
        worker.peakResident() / 1024);
  }

  private static void nothing() {}

  private static void elsewhere(Site site) {
    site.postgres().execute("insert into elsewhere values (now())");
  }
}
