package io.pgwalstreams.worker.health;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.pipeline.PipelineListener;
import io.pgwalstreams.worker.pipeline.PipelineListener.Side;

/** Everything that a worker's state can be told of. */
final class Everything {
  private Everything() {}

  static void tell(WorkerState state) {
    state.applied(3, "mapping");
    state.stream(new PipelineListener.Stream("db", "2026-01-02T03:04:05Z", "file", 3));
    state.starting(
        "R3 P7",
        "from there",
        new PipelineListener.Start("7", 1, Lsn.INVALID, 5, 1, "mapping", false, true, true));
    state.published(new Event.Label("public", "users", "INSERT"), 100);
    state.acknowledged(1, 1_000_000);
    state.progress(1, 100, 5, new Position(Lsn.parse("0/10"), 1));
    state.behind(1);
    state.confirmed(Lsn.parse("0/20"), Lsn.parse("0/10"));
    state.slot(new PipelineListener.SlotNumbers(Lsn.INVALID, Lsn.INVALID, "reserved", 1, 2, 3L));
    state.reconnected(Side.NATS);
    state.gap(
        "id",
        Reason.SlotLost.because("lost", "accept"),
        new Position(Lsn.parse("0/10"), 1),
        Lsn.INVALID);
    state.configBroken(Reason.InvalidSpec.because("line 3", "correct it"));
    state.halted(
        "id",
        Reason.SlotAdvanced.because("somebody did", "accept it"),
        true,
        new Position(Lsn.parse("0/10"), 1));
  }
}
