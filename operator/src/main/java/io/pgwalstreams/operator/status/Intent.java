package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Observation.Names;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be created, for the status: written before CREATE, so that whoever finds the
 * object after a crash knows whose it is. Pure. {@link StatusBuilder} keeps it.
 */
public final class Intent {
  private Intent() {}

  /** The status with the publication that is about to be created. */
  public static WalStreamStatus publication(@Nullable WalStreamStatus previous, Names names) {
    WalStreamStatus s = orEmpty(previous);
    return copy(
        s,
        new WalStreamStatus.Publication(names.publication(), names.publicationManaged(), null),
        s.slot());
  }

  /** The status with the slot that is about to be created. */
  public static WalStreamStatus slot(@Nullable WalStreamStatus previous, Names names) {
    WalStreamStatus s = orEmpty(previous);
    return copy(
        s,
        s.publication(),
        new WalStreamStatus.Slot(names.slot(), names.slotManaged(), null, null, null, null, null));
  }

  /** The status without the publication, which turned out to be another's. */
  public static WalStreamStatus withoutPublication(WalStreamStatus s) {
    return copy(s, null, s.slot());
  }

  /** The status without the slot, which turned out to be another's. */
  public static WalStreamStatus withoutSlot(WalStreamStatus s) {
    return copy(s, s.publication(), null);
  }

  /** Of no generation: who asks whether the present one is reached must read that it is not. */
  private static WalStreamStatus orEmpty(@Nullable WalStreamStatus previous) {
    return previous == null
        ? new WalStreamStatus(0L, null, null, null, null, null, null, null, null)
        : previous;
  }

  private static WalStreamStatus copy(
      WalStreamStatus s,
      WalStreamStatus.@Nullable Publication publication,
      WalStreamStatus.@Nullable Slot slot) {
    return new WalStreamStatus(
        s.observedGeneration(),
        s.conditions(),
        s.source(),
        publication,
        slot,
        s.stream(),
        s.worker(),
        s.halt(),
        s.gaps());
  }
}
