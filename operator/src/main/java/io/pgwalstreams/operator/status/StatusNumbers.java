package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a status says, as numbers for metrics. Pure. */
public final class StatusNumbers {
  /**
   * One number.
   *
   * @param labels by their names
   */
  public record Sample(Meter meter, SequencedMap<String, String> labels, double value) {}

  /** What is told of. */
  public enum Meter {
    CONDITION("condition", "1 for True, 0 for False, -1 for Unknown"),
    HALTED("halted", "1 while it stands still until somebody accepts"),
    RETAINED("slot.retained.bytes", "WAL that PostgreSQL keeps for the slot, rounded"),
    UNPUBLISHED("slot.unpublished.bytes", "WAL that the stream does not hold yet, rounded"),
    WAL_STATUS("slot.wal.status", "Always 1; the label tells the slot's wal_status");

    private final String id;
    private final String description;

    Meter(String id, String description) {
      this.id = id;
      this.description = description;
    }

    /** Its name behind that of the operator. */
    public String id() {
      return id;
    }

    public String description() {
      return description;
    }
  }

  private final String walStream;
  private final List<Sample> samples = new ArrayList<>();

  private StatusNumbers(String walStream) {
    this.walStream = walStream;
  }

  /** Of the WalStream {@code namespace/name}. */
  public static List<Sample> of(String walStream, WalStreamStatus status) {
    var numbers = new StatusNumbers(walStream);
    List<Condition> conditions = Objects.requireNonNullElse(status.conditions(), List.of());
    conditions.forEach(numbers::condition);
    WalStreamStatus.Halt halt = status.halt();
    if (halt != null) {
      String reason = Objects.requireNonNullElse(halt.reason(), "");
      numbers.add(Meter.HALTED, Map.of("reason", reason), 1);
    }
    WalStreamStatus.Slot slot = status.slot();
    if (slot != null) {
      numbers.slot(slot);
    }
    return numbers.samples;
  }

  private void condition(Condition condition) {
    int value =
        switch (condition.status()) {
          case True -> 1;
          case False -> 0;
          case Unknown -> -1;
        };
    add(
        Meter.CONDITION,
        Map.of("condition", condition.type(), "reason", condition.reason()),
        value);
  }

  private void slot(WalStreamStatus.Slot slot) {
    bytes(Meter.RETAINED, slot.retainedWal());
    bytes(Meter.UNPUBLISHED, slot.unpublishedWal());
    String walStatus = slot.walStatus();
    if (walStatus != null) {
      add(Meter.WAL_STATUS, Map.of("status", walStatus), 1);
    }
  }

  private void bytes(Meter meter, @Nullable String text) {
    if (text != null) {
      add(meter, Map.of(), RoundedBytes.bytes(text));
    }
  }

  private void add(Meter meter, Map<String, String> labels, double value) {
    var all = new TreeMap<>(labels);
    all.put("walstream", walStream);
    samples.add(new Sample(meter, all, value));
  }
}
