package io.pgwalstreams.worker.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** What the worker's program can do, as picocli knows it. */
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
public final class Commands implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Does what the arguments say; the exit status. */
  static int execute(String[] arguments) {
    return commandLine().execute(arguments);
  }

  /** The program, for another one that has it do something. */
  public static CommandLine commandLine() {
    return new CommandLine(new Commands())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (e, command, parsed) -> FatalErrors.tell(e, reporting(command), command.getErr()));
  }

  private static RunOptions.@Nullable Reporting reporting(CommandLine command) {
    return command.getCommand() instanceof RunCommand run ? run.reporting() : null;
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }
}
