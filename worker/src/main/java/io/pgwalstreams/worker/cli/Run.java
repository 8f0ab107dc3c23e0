package io.pgwalstreams.worker.cli;

import io.pgwalstreams.api.v1alpha1.WorkerSpec.LogLevel;
import io.pgwalstreams.worker.config.ConfigLoader;
import io.pgwalstreams.worker.config.WorkerConfig;

/** Reads the files, and has a {@link WorkerProgram} publish until it is stopped. */
final class Run {
  private Run() {}

  /** FailureException when a person must act. */
  static void with(RunOptions options) {
    Logging.Format format = options.reporting().format();
    // What is wrong with the files is told in the log's own form.
    Logging.configure(format, LogLevel.INFO);
    ConfigLoader loader = options.input().loader();
    WorkerConfig config = loader.load();
    Logging.configure(format, config.document().spec().worker().logLevel());
    new WorkerProgram(
            loader,
            config,
            options.setsUp(),
            options.listen(),
            options.shutdownTimeout(),
            Main.ended())
        .run();
  }
}
