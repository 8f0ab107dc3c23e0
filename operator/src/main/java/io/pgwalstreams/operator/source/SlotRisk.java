package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.Quantity;
import io.pgwalstreams.database.SlotHealth;
import io.pgwalstreams.database.SlotState;
import java.util.Optional;

/** Whether a slot retains too much. Pure. */
final class SlotRisk {
  private SlotRisk() {}

  static Optional<Failure> of(SlotState s, Optional<String> limit) {
    String retains = "slot '" + s.name() + "' retains " + Bytes.rounded(s.retainedBytes());
    if (SlotHealth.inDanger(s)) {
      Long safe = s.safeWalSize();
      String left =
          safe == null || safe <= 0
              ? "PostgreSQL may remove it at any time"
              : Bytes.rounded(safe) + " more and PostgreSQL removes it";
      return Optional.of(
          Reason.SlotAtRisk.because(
              retains + " of WAL, and " + left + " (wal_status " + s.walStatus() + ")",
              "let the worker publish, or raise max_slot_wal_keep_size"));
    }
    return limit
        .filter(l -> s.retainedBytes() > Quantity.bytes(l))
        .map(
            l ->
                Reason.SlotAtRisk.because(
                    retains + " of WAL, more than slot.maxRetainedWal of " + l,
                    "let the worker publish, or delete the WalStream before the disk is full"));
  }
}
