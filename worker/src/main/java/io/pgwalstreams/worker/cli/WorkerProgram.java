package io.pgwalstreams.worker.cli;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.config.ConfigLoader;
import io.pgwalstreams.worker.config.ConfigWatcher;
import io.pgwalstreams.worker.config.WorkerConfig;
import io.pgwalstreams.worker.health.HealthServer;
import io.pgwalstreams.worker.health.Journal;
import io.pgwalstreams.worker.health.Status;
import io.pgwalstreams.worker.health.WorkerMetrics;
import io.pgwalstreams.worker.health.WorkerState;
import io.pgwalstreams.worker.pipeline.Pipeline;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.pipeline.WaitClock;
import io.pgwalstreams.worker.resume.DecisionTable;
import io.pgwalstreams.worker.runtime.EventMapping;
import io.pgwalstreams.worker.runtime.SourceGate;
import io.pgwalstreams.worker.runtime.TargetGate;
import io.pgwalstreams.worker.runtime.WorkerConnections;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker's life: setup, endpoints, pipeline, changes of its files, stop. */
final class WorkerProgram {
  private static final Logger LOG = LoggerFactory.getLogger("pgwalstreams");
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration STOP_MARGIN = Duration.ofSeconds(2);
  private static final Duration SETUP_RETRY = Duration.ofSeconds(2);

  private final ConfigLoader loader;
  private final WorkerConfig config;
  private final boolean setsUp;
  private final Optional<InetSocketAddress> listen;
  private final Duration stopWithin;
  private final ExitStatus ended;
  private final WorkerMetrics metrics;
  private final WorkerState state;
  private volatile boolean stopping;

  WorkerProgram(
      ConfigLoader loader,
      WorkerConfig config,
      boolean setsUp,
      Optional<InetSocketAddress> listen,
      Duration stopWithin,
      ExitStatus ended) {
    this.loader = loader;
    this.config = config;
    this.setsUp = setsUp;
    this.listen = listen;
    this.stopWithin = stopWithin;
    this.ended = ended;
    var clock = Clock.systemUTC();
    this.metrics = new WorkerMetrics(config.document().id(), Version.current(), clock);
    this.state = new WorkerState(status(config), clock, metrics, new Journal());
  }

  private static Status status(WorkerConfig config) {
    return Status.of(
        config.document().id(), Version.current(), target(config), config.fingerprint());
  }

  private static Status.Target target(WorkerConfig config) {
    PipelineSettings s = config.settings();
    return new Status.Target(
        config.database().toString(),
        s.slot(),
        s.stream(),
        config.document().spec().delivery().mode().name());
  }

  /** Returns when it was stopped; FailureException when a person must act. */
  void run() {
    introduce();
    var connections = new WorkerConnections(config);
    var pipeline =
        new Pipeline(settings(config), connections, EventMapping::new, state, WaitClock.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(pipeline), "stop"));
    try (HealthServer health = health();
        ConfigWatcher watcher = watcher(connections, pipeline)) {
      if (health != null) {
        LOG.info("answering on port {}: /livez /readyz /metrics /status", health.port());
      }
      prepare(connections, watcher);
      watcher.start(LOOK_EVERY);
      pipeline.run();
      farewell(state.status().progress());
    }
  }

  private static void farewell(Status.@Nullable Progress progress) {
    int unanswered = progress == null ? 0 : progress.inFlight();
    if (unanswered == 0) {
      LOG.info("stopped: all that was published is acknowledged");
    } else {
      LOG.warn(
          "stopped in time with {} events not acknowledged: the next start finds out which of them"
              + " are stored",
          unanswered);
    }
  }

  private void introduce() {
    PipelineSettings s = config.settings();
    Logging.identify(config.document().id(), s.stream(), s.slot());
    LOG.info(
        "pgwalstreams-worker {}: WalStream {}, from {} (publication {}, slot {}) to stream {} as"
            + " {}.>, {}",
        Version.current(),
        config.document().id(),
        config.database(),
        String.join(", ", s.publications()),
        s.slot(),
        s.stream(),
        s.subjectPrefix(),
        config.document().spec().delivery().mode());
  }

  private PipelineSettings settings(WorkerConfig from) {
    return setsUp ? from.settings() : from.settings().withoutSetup();
  }

  private @Nullable HealthServer health() {
    if (listen.isEmpty()) {
      return null;
    }
    try {
      return HealthServer.listen(listen.get(), state, metrics);
    } catch (IOException e) {
      throw new FailureException(
          Reason.InvalidSpec.because(
              "cannot listen on " + listen.get() + ": " + e.getMessage(),
              "give --listen HOST:PORT with a free port, or --listen off"),
          e);
    }
  }

  /** Publication before slot; waits for a database that is away, and for a corrected document. */
  private void prepare(WorkerConnections connections, ConfigWatcher watcher) {
    while (!stopping) {
      try {
        SourceGate.pass(connections.config()).forEach(state::notice);
        if (setsUp) {
          TargetGate.pass(connections.config());
          LOG.info("{}", connections.config().sourceSetup().preparePublication());
        }
        return;
      } catch (FailureException e) {
        Failure why = e.failure();
        if (why.reason().recovery() == Reason.Recovery.PERSON) {
          state.halted(DecisionTable.haltId(why), why, false, null);
          throw e;
        }
        state.waiting(why);
        LockSupport.parkNanos(SETUP_RETRY.toNanos());
        watcher.look();
      }
    }
  }

  private ConfigWatcher watcher(WorkerConnections connections, Pipeline pipeline) {
    return new ConfigWatcher(
        loader,
        config,
        new ConfigWatcher.Listener() {
          @Override
          public void changed(WorkerConfig next) {
            take(next, connections, pipeline);
          }

          @Override
          public void broken(Failure why) {
            state.configBroken(why);
          }

          @Override
          public void mended() {
            WorkerConfig current = connections.config();
            state.configRead(current.fingerprint(), target(current));
            LOG.info("the files are again what is in force");
          }
        });
  }

  private void take(WorkerConfig next, WorkerConnections connections, Pipeline pipeline) {
    if (setsUp) {
      LOG.info("{}", next.sourceSetup().preparePublication());
    }
    connections.use(next);
    Logging.setLevel(next.document().spec().worker().logLevel());
    state.configRead(next.fingerprint(), target(next));
    pipeline.apply(settings(next));
  }

  /**
   * The answer to SIGTERM: what is in flight is awaited, and the process ends with the status that
   * it would have ended with by itself.
   */
  private void stop(Pipeline pipeline) {
    if (ended.isKnown()) {
      return;
    }
    stopping = true;
    pipeline.stop(stopWithin);
    try {
      ended.await(stopWithin.plus(STOP_MARGIN)).ifPresent(Runtime.getRuntime()::halt);
      LOG.warn("stopped before everything in flight was acknowledged; a restart goes on there");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
