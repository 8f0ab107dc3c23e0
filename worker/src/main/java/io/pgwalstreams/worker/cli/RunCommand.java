package io.pgwalstreams.worker.cli;

import io.pgwalstreams.api.v1alpha1.WorkerSpec.LogLevel;
import io.pgwalstreams.worker.config.ConfigLoader;
import io.pgwalstreams.worker.config.WorkerConfig;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}. */
@Command(
    name = "run",
    description = {
      "Publish the changes of a database, until stopped.",
      "Creates publication, slot and stream where the document says so. Files and",
      "secrets are read again every second: a changed filter or password is taken up",
      "without a restart."
    },
    sortOptions = false,
    versionProvider = VersionCommand.Provider.class,
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Mixin private InputFiles input = new InputFiles();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8080",
      description =
          "Where /livez, /readyz, /metrics and /status answer; port 0: any free one; 'off': nowhere."
              + " Default: ${DEFAULT-VALUE}")
  private String listen = "";

  @Option(
      names = "--accept",
      paramLabel = "ID",
      description = "Accept the halt of this id, once: go on behind its gap.")
  private Set<String> accepted = Set.of();

  @Option(
      names = "--shutdown-timeout",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "How long a stop may wait for what is in flight. Default: ${DEFAULT-VALUE}")
  private int shutdownSeconds;

  @Option(
      names = "--no-setup",
      description = "Create neither publication nor slot: somebody else sees to them.")
  private boolean noSetup;

  @Option(
      names = "--served",
      description =
          "The files come from the API server, which has asked the CRD's rules: they are not asked"
              + " again. For the operator.")
  private boolean served;

  @Option(
      names = "--log-format",
      paramLabel = "text|json|auto",
      defaultValue = "auto",
      description = "auto: text on a terminal, else JSON.")
  private Logging.Format logFormat = Logging.Format.AUTO;

  @Option(
      names = "--termination-log",
      paramLabel = "FILE",
      description =
          "Where a fatal reason is written. Default: /dev/termination-log where it exists.")
  private @Nullable Path terminationLog;

  boolean logsJson() {
    return Logging.isJson(logFormat);
  }

  @Nullable Path terminationLog() {
    Path standard = Path.of("/dev/termination-log");
    return terminationLog == null && Files.exists(standard) ? standard : terminationLog;
  }

  @Override
  public Integer call() {
    if (shutdownSeconds < 0) {
      throw wrong("--shutdown-timeout is a number of seconds, not " + shutdownSeconds);
    }
    Optional<InetSocketAddress> address = address();
    // What is wrong with the files is told in the log's own form.
    Logging.configure(logFormat, LogLevel.INFO);
    ConfigLoader loader = input.loader(accepted, served);
    WorkerConfig config = loader.load();
    Logging.configure(logFormat, config.document().spec().worker().logLevel());
    new WorkerProgram(
            loader, config, !noSetup, address, Duration.ofSeconds(shutdownSeconds), Main.ended())
        .run();
    return 0;
  }

  private Optional<InetSocketAddress> address() {
    if (listen.equals("off")) {
      return Optional.empty();
    }
    int colon = listen.lastIndexOf(':');
    try {
      int port = Integer.parseInt(listen.substring(colon + 1));
      return Optional.of(new InetSocketAddress(listen.substring(0, Math.max(colon, 0)), port));
    } catch (IllegalArgumentException e) {
      throw wrong("--listen is HOST:PORT or 'off', not '" + listen + "'");
    }
  }

  private CommandLine.ParameterException wrong(String what) {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    return new CommandLine.ParameterException(spec.commandLine(), what);
  }
}
