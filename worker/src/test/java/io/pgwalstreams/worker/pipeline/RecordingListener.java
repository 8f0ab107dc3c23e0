package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what it was told. */
final class RecordingListener implements PipelineListener {
  final List<Long> behind = new ArrayList<>();
  final List<Reason> waits = new ArrayList<>();
  final List<String> restarts = new ArrayList<>();
  final List<Failure> notices = new ArrayList<>();
  int published;
  int acknowledged;
  int recoveries;

  @Override
  public void beat() {}

  @Override
  public void phase(Phase phase) {}

  @Override
  public void starting(String row, String sentence, Start start) {}

  @Override
  public void stream(Stream stream) {}

  @Override
  public void published(Event.Label label, int bytes) {
    published++;
  }

  @Override
  public void acknowledged(int count, long nanos) {
    acknowledged += count;
  }

  @Override
  public void progress(int messages, long bytes, long sequence, Position position) {}

  @Override
  public void behind(long commitMicros) {
    behind.add(commitMicros);
  }

  @Override
  public void confirmed(Lsn received, Lsn flushed) {}

  @Override
  public void restarting(String why) {
    restarts.add(why);
  }

  @Override
  public void waiting(Failure why) {
    waits.add(why.reason());
  }

  @Override
  public void did(String what) {}

  @Override
  public void recovered() {
    recoveries++;
  }

  @Override
  public void notice(Failure what) {
    notices.add(what);
  }

  @Override
  public void gap(String id, Failure why, @Nullable Position from, Lsn to) {}

  @Override
  public void halted(String id, Failure why, boolean acceptable, @Nullable Position at) {}

  @Override
  public void applied(long generation, String mapping) {}

  @Override
  public void reconnected(Side side) {}

  @Override
  public void slot(SlotNumbers numbers) {}
}
