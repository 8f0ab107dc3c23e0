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
import io.pgwalstreams.worker.runtime.EventMapping;
import io.pgwalstreams.worker.runtime.WorkerConnections;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
  private final String listen;
  private final Duration stopWithin;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final WorkerMetrics metrics;
  private final WorkerState state;
  private volatile boolean stopping;

  WorkerProgram(
      ConfigLoader loader,
      WorkerConfig config,
      boolean setsUp,
      String listen,
      Duration stopWithin) {
    this.loader = loader;
    this.config = config;
    this.setsUp = setsUp;
    this.listen = listen;
    this.stopWithin = stopWithin;
    this.metrics = new WorkerMetrics(config.document().id(), VersionCommand.version());
    this.state = new WorkerState(status(config), Clock.systemUTC(), metrics, new Journal());
  }

  private static Status status(WorkerConfig config) {
    PipelineSettings s = config.settings();
    return Status.of(
        config.document().id(),
        VersionCommand.version(),
        new Status.Target(
            config.database().toString(),
            s.slot(),
            s.stream(),
            config.document().spec().delivery().mode().name()),
        config.fingerprint());
  }

  /** Returns when it was stopped; FailureException when a person must act. */
  void run() {
    introduce();
    var connections = new WorkerConnections(config);
    var pipeline =
        new Pipeline(settings(config), connections, EventMapping::new, state, System::nanoTime);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(pipeline), "stop"));
    try (HealthServer health = health();
        ConfigWatcher watcher = watcher(connections, pipeline)) {
      if (health != null) {
        LOG.info("answering on port {}: /livez /readyz /metrics /status", health.port());
      }
      prepare();
      watcher.start(LOOK_EVERY);
      pipeline.run();
      farewell(state.status().progress());
    } finally {
      ended.countDown();
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
        VersionCommand.version(),
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
    if (listen.equals("off")) {
      return null;
    }
    int colon = listen.lastIndexOf(':');
    try {
      return HealthServer.listen(
          new InetSocketAddress(
              listen.substring(0, Math.max(colon, 0)),
              Integer.parseInt(listen.substring(colon + 1))),
          state,
          metrics);
    } catch (IOException | NumberFormatException e) {
      throw new FailureException(
          Reason.InvalidSpec.because(
              "cannot listen on '" + listen + "': " + e.getMessage(),
              "give --listen HOST:PORT with a free port, or --listen off"),
          e);
    }
  }

  /** Publication before slot; waits for a database that is away. */
  private void prepare() {
    while (setsUp && !stopping) {
      try {
        LOG.info("{}", config.sourceSetup().preparePublication());
        return;
      } catch (FailureException e) {
        if (e.failure().reason().recovery() == Reason.Recovery.PERSON) {
          throw e;
        }
        state.waiting(e.failure());
        LockSupport.parkNanos(SETUP_RETRY.toNanos());
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
        });
  }

  private void take(WorkerConfig next, WorkerConnections connections, Pipeline pipeline) {
    try {
      connections.use(next);
      if (setsUp) {
        LOG.info("{}", next.sourceSetup().preparePublication());
      }
      Logging.setLevel(next.document().spec().worker().logLevel());
      state.configRead(next.fingerprint());
      pipeline.apply(settings(next));
    } catch (FailureException e) {
      state.configBroken(e.failure());
    }
  }

  /**
   * The answer to SIGTERM. A JVM that ends by a signal has exit status 143; one that has drained
   * what it published ends with 0.
   */
  private void stop(Pipeline pipeline) {
    if (ended.getCount() == 0) {
      return;
    }
    stopping = true;
    pipeline.stop(stopWithin);
    try {
      if (ended.await(stopWithin.plus(STOP_MARGIN).toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(0);
      }
      LOG.warn("stopped before everything in flight was acknowledged; a restart goes on there");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
