package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** What is promised. */
public record DeliverySpec(
    @JsonPropertyDescription(
            "ExactlyOnce needs a stream of its own. AtLeastOnce: a shared stream, with Nats-Msg-Id. Fixed once bound.")
        @Default("ExactlyOnce")
        Mode mode,
    @JsonPropertyDescription(
            "How long after its acknowledgement an event is confirmed to PostgreSQL: JetStream acknowledges before it syncs to disk (sync_interval, 2 minutes by default).")
        @Default("150s")
        @Pattern(Durations.PATTERN)
        @Size(min = 1, max = Durations.LONGEST)
        String confirmDelay,
    @JsonPropertyDescription("Limit of what is published and not acknowledged.")
        @Default("8Mi")
        @Pattern(Quantity.PATTERN)
        @Size(min = 1, max = Quantity.LONGEST)
        String maxInFlightBytes,
    @JsonPropertyDescription(
            "An event larger than the server's max_payload: Halt, or Truncate (its largest values are left out and named).")
        @Default("Halt")
        OnOversizedEvent onOversizedEvent,
    @JsonPropertyDescription(
            "Changes that can no longer be had: Halt until somebody accepts it, or Continue behind a gap event.")
        @Default("Halt")
        OnGap onGap) {

  public DeliverySpec {
    mode = mode == null ? Mode.ExactlyOnce : mode;
    confirmDelay = confirmDelay == null ? "150s" : confirmDelay;
    maxInFlightBytes = maxInFlightBytes == null ? "8Mi" : maxInFlightBytes;
    onOversizedEvent = onOversizedEvent == null ? OnOversizedEvent.Halt : onOversizedEvent;
    onGap = onGap == null ? OnGap.Halt : onGap;
  }

  static DeliverySpec defaults() {
    return new DeliverySpec(Mode.ExactlyOnce, "150s", "8Mi", OnOversizedEvent.Halt, OnGap.Halt);
  }

  /** The promise. */
  public enum Mode {
    ExactlyOnce,
    AtLeastOnce
  }

  /** What to do about too large an event. */
  public enum OnOversizedEvent {
    Halt,
    Truncate
  }

  /** What to do about a gap. */
  public enum OnGap {
    Halt,
    Continue
  }
}
