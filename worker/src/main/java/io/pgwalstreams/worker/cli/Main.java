package io.pgwalstreams.worker.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The worker's program. */
@Command(
    name = "pgwalstreams-worker",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    usageHelpAutoWidth = true,
    description =
        "PostgreSQL changes as NATS JetStream messages: every committed change once, in order.",
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      ConvertCommand.class,
      VersionCommand.class,
      HelpCommand.class
    },
    synopsisSubcommandLabel = "(run | check | convert | version | help)",
    footerHeading = "%nTo begin with:%n",
    footer = {
      "  1. Write a WalStream document: which database, which tables, which stream",
      "     (examples/by-hand.yaml is one), or convert what wal-listener or Debezium",
      "     Server has: pgwalstreams-worker convert application.properties > shop.yaml",
      "  2. pgwalstreams-worker check shop.yaml",
      "     tells what is missing, and how to mend it.",
      "  3. pgwalstreams-worker run shop.yaml",
      "     publishes until it is stopped.",
      "",
      "Passwords stand in Secret documents in the same file, in files below",
      "--secrets DIR, or in the environment: a Secret's value $${NAME} is that of NAME.",
      "",
      "Exit status: 0 stopped in order, 2 wrong usage; else what a person must mend:",
      "  64 document  65 database  66 publication  67 slot  68 stream  69 delivery",
      "  70 the worker itself",
    })
public final class Main implements Runnable {
  private static final ExitStatus ENDED = new ExitStatus();

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    int status = commandLine().execute(args);
    ENDED.set(status);
    System.exit(status);
  }

  static ExitStatus ended() {
    return ENDED;
  }

  /** The program, for another one that has it do something. */
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new FatalErrors());
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }
}
