package io.pgwalstreams.worker.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The slot's meters. There is none before the slot was looked at. Thread-safe. */
final class SlotMeters {
  /** What wal_status can be (PostgreSQL manual, view pg_replication_slots). */
  private static final List<String> WAL_STATUSES =
      List.of("reserved", "extended", "unreserved", "lost");

  private record Seen(SlotNumbers numbers, Lsn stored) {}

  private final MeterRegistry registry;
  private volatile Seen seen =
      new Seen(new SlotNumbers(Lsn.INVALID, Lsn.INVALID, "", 0, 0, null), Lsn.INVALID);
  private boolean registered;

  SlotMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /** The slot as it is now; the stream holds everything up to {@code stored}. */
  synchronized void set(SlotNumbers numbers, Lsn stored) {
    seen = new Seen(numbers, stored);
    if (!registered) {
      registered = true;
      register();
    }
  }

  private void register() {
    gauge(
        "slot.lag.bytes",
        "WAL behind the slot's confirmed position",
        s -> s.numbers.unconfirmedBytes());
    gauge(
        "slot.retained.bytes",
        "WAL that PostgreSQL keeps for the slot",
        s -> s.numbers.retainedBytes());
    gauge("slot.safe.bytes", "WAL that may be written before the slot is lost", SlotMeters::safe);
    gauge("unpublished.bytes", "WAL that the stream does not hold yet", SlotMeters::unpublished);
    for (String status : WAL_STATUSES) {
      Gauge.builder(
              "pgwalstreams.slot.wal.status", () -> seen.numbers.walStatus().equals(status) ? 1 : 0)
          .description("1 for the slot's wal_status, 0 for the others")
          .tag("status", status)
          .register(registry);
    }
  }

  private static double safe(Seen s) {
    Long safe = s.numbers.safeBytes();
    return safe == null ? Double.POSITIVE_INFINITY : safe;
  }

  /** What is held back from confirming is published; more than unconfirmed it cannot be. */
  private static double unpublished(Seen s) {
    return Math.min(s.numbers.walEnd().bytesSince(s.stored), s.numbers.unconfirmedBytes());
  }

  private void gauge(String meter, String description, ToDoubleFunction<Seen> value) {
    Gauge.builder("pgwalstreams." + meter, () -> value.applyAsDouble(seen))
        .description(description)
        .register(registry);
  }
}
