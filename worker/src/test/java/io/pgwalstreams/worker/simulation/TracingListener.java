package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.pipeline.PipelineListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells what changes a worker's course. */
final class TracingListener implements PipelineListener {
  private final Consumer<String> trace;
  private Lsn flushed = Lsn.INVALID;

  TracingListener(Consumer<String> trace) {
    this.trace = trace;
  }

  @Override
  public void beat() {}

  @Override
  public void phase(Phase phase) {}

  @Override
  public void starting(String row, String sentence, Start start) {
    trace.accept(row + ": " + sentence);
  }

  @Override
  public void behind(long commitMicros) {}

  @Override
  public void stream(Stream stream) {}

  @Override
  public void published(Event.Label label, int bytes) {}

  @Override
  public void acknowledged(int count, long nanos) {}

  @Override
  public void progress(int messages, long bytes, long sequence, Position position) {}

  @Override
  public void confirmed(Lsn received, Lsn confirmed) {
    if (!confirmed.equals(flushed)) {
      flushed = confirmed;
      trace.accept("confirms " + confirmed);
    }
  }

  @Override
  public void restarting(String why) {
    trace.accept("begins again: " + why);
  }

  @Override
  public void waiting(Failure why) {
    trace.accept("waits: " + why.message());
  }

  @Override
  public void recovered() {
    trace.accept("goes on");
  }

  @Override
  public void did(String what) {}

  @Override
  public void notice(Failure what) {
    trace.accept("notices: " + what.message());
  }

  @Override
  public void gap(String id, Failure why, @Nullable Position from, Lsn to) {
    trace.accept("passes the gap from " + from + " to " + to);
  }

  @Override
  public void halted(String id, Failure why, boolean acceptable, @Nullable Position at) {
    trace.accept("halts: " + why.message());
  }

  @Override
  public void applied(long generation, String mapping) {
    trace.accept("has taken up generation " + generation);
  }

  @Override
  public void reconnected(Side side) {}

  @Override
  public void slot(SlotNumbers numbers) {}
}
