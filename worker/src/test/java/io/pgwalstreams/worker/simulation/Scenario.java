package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.pipeline.PipelineSettings.Delivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a history is about; it follows from its seed, but for the faults when others are given.
 *
 * @param shared others write to the stream as well, and it is published at least once
 * @param consumed messages are taken out soon after they are stored, as from a WorkQueue
 * @param accepting what can be accepted is accepted
 * @param faults in the order of their times
 */
record Scenario(
    long seed, boolean shared, boolean consumed, boolean accepting, List<Fault> faults) {
  static final long SECOND = 1_000_000_000L;

  /** How long the load and its faults last. */
  static final long LENGTH = 60 * SECOND;

  static final Duration HOLD_BACK = Duration.ofSeconds(10);

  /** How much of its newest work a store may lose, which is below the hold-back. */
  static final long UNSYNCED = 8 * SECOND;

  private static final List<String> ALL = List.of("insert", "update", "delete", "truncate");

  Scenario {
    faults = faults.stream().sorted(Comparator.comparingLong(Fault::at)).toList();
  }

  /** Of every third seed one fault may end in a halt; the other histories are exact. */
  static Scenario of(long seed) {
    var random = new SplittableRandom(seed ^ 0x5DEECE66DL);
    boolean shared = random.nextInt(6) == 0;
    boolean consumed = random.nextInt(6) == 0;
    var faults = new ArrayList<Fault>();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      faults.add(any(shared ? Kind.harmlessWhenShared() : Kind.exact(), random));
    }
    if (!shared && random.nextInt(3) == 0) {
      Fault halting = any(Kind.halting(consumed), random);
      if (halting.kind() == Kind.STRAY || halting.kind() == Kind.RESTORE) {
        // what expires before it was looked at stays unseen: a foreign message, and that the last
        // messages tell of a history that a restored database has no trace of
        faults.removeIf(f -> f.kind() == Kind.EXPIRY);
      }
      faults.add(halting);
    }
    return new Scenario(seed, shared, consumed, random.nextBoolean(), faults);
  }

  private static Fault any(List<Kind> of, SplittableRandom random) {
    Kind kind = of.get(random.nextInt(of.size()));
    // a stream and a bucket that are lost altogether have never been
    long earliest = kind == Kind.POWER_LOSS ? UNSYNCED + SECOND : 0;
    return new Fault(earliest + random.nextLong(LENGTH - earliest), kind);
  }

  /** What it may end in, or be accepted. */
  Set<Reason> halts() {
    Set<Reason> allowed = EnumSet.noneOf(Reason.class);
    faults.forEach(f -> allowed.addAll(f.kind().halts()));
    boolean expires = consumed || has(Kind.EXPIRY) || allowed.contains(Reason.DatabaseWentBack);
    if (has(Kind.OTHER_FILTER) && expires) {
      // what is gone can only be counted, and under its own filter
      allowed.add(Reason.MappingChanged);
    }
    boolean late = has(Kind.NATS_STUCK) || has(Kind.ZOMBIE) || has(Kind.LEADER_CHANGE);
    if (allowed.contains(Reason.DatabaseWentBack) && late) {
      // a killed worker's messages, of a history that is lost, may come behind the next one's, or
      // the new history's where the stream was read before it held all of the lost one
      allowed.add(Reason.ForeignWriter);
    }
    if (expires && has(Kind.FAILOVER_LEVEL) && has(Kind.POWER_LOSS)) {
      // the anchors of the new timeline may go while its events, which were consumed, still count
      allowed.add(Reason.CountMismatch);
    }
    if (has(Kind.SLOT_DROPPED) && (has(Kind.KILL) || has(Kind.STOP) || has(Kind.ZOMBIE))) {
      // a worker that ends when it has made the slot anew, and before it has claimed anything
      allowed.add(Reason.SlotAdvanced);
    }
    if ((has(Kind.SLOT_DROPPED) || has(Kind.STRAY)) && has(Kind.POWER_LOSS)) {
      // the event of the gap may go with NATS' newest data, and nothing tells of the new slot then,
      // nor of how far it was confirmed in a pause
      allowed.add(Reason.SlotAdvanced);
      allowed.add(Reason.SlotRecreated);
    }
    if (faults.stream().anyMatch(f -> f.kind() == Kind.STRAY && f.at() < SECOND)) {
      // before the first start: nothing tells that the slot, which is still to be made, never was
      allowed.add(Reason.SlotMissing);
    }
    return allowed;
  }

  boolean has(Kind kind) {
    return faults.stream().anyMatch(f -> f.kind() == kind);
  }

  Scenario with(List<Fault> others) {
    return new Scenario(seed, shared, consumed, accepting, others);
  }

  /** Three filters: a table that is left out by one is wanted by another. */
  PipelineSettings settings(int generation, Set<String> accepted, Duration holdBack) {
    Map<String, List<String>> tables =
        switch (generation) {
          case 1 -> Map.of("a", ALL, "b", ALL);
          case 2 -> Map.of("a", ALL);
          case 3 -> Map.of();
          default -> throw new IllegalArgumentException("generation " + generation);
        };
    return new PipelineSettings(
        "default/simulated",
        generation,
        "slot",
        true,
        true,
        List.of("p"),
        "db",
        true,
        "db",
        shared ? Delivery.AT_LEAST_ONCE : Delivery.EXACTLY_ONCE,
        holdBack,
        1 << 20,
        PipelineSettings.Oversized.HALT,
        PipelineSettings.OnGap.HALT,
        tables,
        List.of(),
        List.of("wanted"),
        null,
        accepted);
  }

  @Override
  public String toString() {
    return "seed "
        + seed
        + (shared ? ", shared stream" : "")
        + (consumed ? ", consumed" : "")
        + (accepting ? ", accepting" : "")
        + ", "
        + faults.stream().map(f -> f.kind() + " at " + f.at() / 1_000_000 + " ms").toList();
  }
}
