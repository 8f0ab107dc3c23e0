package io.pgwalstreams.worker.simulation;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.worker.jetstream.JetStreamPort;
import io.pgwalstreams.worker.pipeline.Connections;
import io.pgwalstreams.worker.pipeline.Pipeline;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.pipeline.WaitClock;
import io.pgwalstreams.worker.replication.ReplicationSource;
import io.pgwalstreams.worker.runtime.EventMapping;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The worker's process: the production pipeline, between the two models. */
final class SimWorker implements Connections {
  private static final long MILLISECOND = 1_000_000;

  private final Sim sim;
  private final SimPostgres postgres;
  private final SimJetStream stream;
  private final SilentListener listener = new SilentListener();
  private final Pipeline pipeline;
  private final Sim.Actor process;
  private @Nullable Failure halted;

  SimWorker(Sim sim, SimPostgres postgres, SimJetStream stream, PipelineSettings settings) {
    this.sim = sim;
    this.postgres = postgres;
    this.stream = stream;
    this.pipeline = new Pipeline(settings, this, EventMapping::new, listener, new Clock());
    this.process = sim.start(this::run);
  }

  private final class Clock implements WaitClock {
    @Override
    public long nanoTime() {
      return sim.current().nanoTime();
    }

    @Override
    public void park(long nanos) {
      sim.current().sleep(nanos);
    }
  }

  private void run() {
    try {
      pipeline.run();
    } catch (FailureException e) {
      halted = e.failure();
    }
  }

  void apply(PipelineSettings settings) {
    pipeline.apply(settings);
  }

  /** As kill -9: what it has sent may still arrive, and PostgreSQL notices a little later. */
  void kill() {
    process.kill();
    sim.after(sim.below(1_500 * MILLISECOND), () -> postgres.readerDied(process));
  }

  /** What it stands halted with; null when it does not. */
  @Nullable Failure halted() {
    return halted;
  }

  /** True once it said of a start that events may come again. */
  boolean mayRepeat() {
    return listener.mayRepeat;
  }

  /** IllegalStateException when it died of a defect. */
  void requireSound() {
    Throwable failure = process.failure();
    if (failure != null) {
      throw new IllegalStateException("the worker died", failure);
    }
  }

  boolean hasEnded() {
    return process.hasEnded();
  }

  void stop() {
    pipeline.stop(Duration.ofSeconds(20));
    process.wake();
  }

  @Override
  public JetStreamPort jetStream() {
    return stream.connect();
  }

  @Override
  public ReplicationSource walsender() {
    sim.current().sleep(3 * MILLISECOND);
    return postgres.walsender();
  }

  @Override
  public SlotWatch watch() {
    sim.current().sleep(3 * MILLISECOND);
    return postgres.watch();
  }

  @Override
  public void createSlot(Consumer<Failure> waiting, BooleanSupplier stop) {
    sim.current().sleep(50 * MILLISECOND);
    postgres.createSlot();
  }

  @Override
  public void dropSlot() {
    sim.current().sleep(5 * MILLISECOND);
    postgres.dropSlot();
  }
}
