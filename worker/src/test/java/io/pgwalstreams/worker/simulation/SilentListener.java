package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.pipeline.PipelineListener;
import org.jspecify.annotations.Nullable;

/** Keeps what weakens the promise. */
final class SilentListener implements PipelineListener {
  boolean mayRepeat;

  @Override
  public void beat() {}

  @Override
  public void phase(Phase phase) {}

  @Override
  public void starting(String row, String sentence, Start start) {
    mayRepeat |= start.mayRepeat();
  }

  @Override
  public void stream(Stream stream) {}

  @Override
  public void published(Event.Label label, int bytes) {}

  @Override
  public void acknowledged(int count, long nanos) {}

  @Override
  public void progress(int messages, long bytes, long sequence, Position position) {}

  @Override
  public void confirmed(Lsn received, Lsn flushed) {}

  @Override
  public void restarting(String why) {}

  @Override
  public void waiting(Failure why) {}

  @Override
  public void recovered() {}

  @Override
  public void did(String what) {}

  @Override
  public void notice(Failure what) {}

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
