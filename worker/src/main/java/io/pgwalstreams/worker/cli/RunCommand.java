package io.pgwalstreams.worker.cli;

import java.nio.file.Path;
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
      defaultValue = RunOptions.LISTEN,
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
      defaultValue = RunOptions.SHUTDOWN_SECONDS,
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

  RunOptions.Reporting reporting() {
    return new RunOptions.Reporting(logFormat, terminationLog);
  }

  /** Throws ParameterException, with a sentence, when one of them is none. */
  RunOptions options() {
    try {
      return new RunOptions(
          input.with(accepted, served),
          RunOptions.listen(listen),
          RunOptions.shutdownTimeout(shutdownSeconds),
          !noSetup,
          reporting());
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  @Override
  public Integer call() {
    Run.with(options());
    return 0;
  }

  private CommandLine.ParameterException wrong(IllegalArgumentException e) {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    return new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
  }
}
