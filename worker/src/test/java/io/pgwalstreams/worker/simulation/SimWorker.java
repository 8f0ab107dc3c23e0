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
  private final TracingListener listener = new TracingListener(this::tell);
  private final Pipeline pipeline;
  private final Sim.Actor process;
  private final Mutation mutation;
  private final int number;
  private @Nullable FailureException halted;

  SimWorker(World world, PipelineSettings settings, int number) {
    this.sim = world.sim();
    this.postgres = world.postgres();
    this.stream = world.stream();
    this.mutation = world.mutation();
    this.number = number;
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
      halted = e;
    }
  }

  private void tell(String what) {
    sim.tell("worker " + number + " " + what);
  }

  void apply(PipelineSettings settings) {
    pipeline.apply(settings);
  }

  /** As kill -9: what it has sent may still arrive, and PostgreSQL notices a little later. */
  void kill() {
    process.kill();
    sim.after(sim.below(1_500 * MILLISECOND), () -> postgres.readerDied(process));
  }

  /** As SIGSTOP, and SIGCONT later; PostgreSQL may lose its patience meanwhile. */
  void freeze(long nanos) {
    process.freeze(sim.now() + nanos);
    if (sim.oneIn(2)) {
      sim.after(sim.below(nanos), () -> postgres.readerDied(process));
    }
  }

  /** What it stands halted with; null when it does not. */
  @Nullable FailureException halted() {
    return halted;
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
    return stream.connect(mutation);
  }

  @Override
  public ReplicationSource walsender() {
    sim.current().sleep(3 * MILLISECOND);
    return postgres.walsender(mutation);
  }

  @Override
  public SlotWatch watch() {
    sim.current().sleep(3 * MILLISECOND);
    return postgres.watch();
  }

  @Override
  public void createSlot(Consumer<Failure> waiting, BooleanSupplier stop) {
    sim.current().sleep(50 * MILLISECOND);
    postgres.createSlot(stream.isUntouched());
  }

  @Override
  public void dropSlot() {
    sim.current().sleep(5 * MILLISECOND);
    postgres.dropSlot();
  }
}
