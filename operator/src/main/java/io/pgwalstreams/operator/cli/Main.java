package io.pgwalstreams.operator.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The operator's program. */
@Command(
    name = "pgwalstreams-operator",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    usageHelpAutoWidth = true,
    description = "Runs a worker for every WalStream resource, and says how it is doing.",
    subcommands = {RunCommand.class, VersionCommand.class, HelpCommand.class},
    synopsisSubcommandLabel = "(run | version | help)",
    footerHeading = "%nTo begin with:%n",
    footer = {
      "  make install                      the CRD, the operator and its rights",
      "  kubectl apply -f shop.yaml        a WalStream and its Secret",
      "  kubectl get walstreams            whether it works, and if not, why",
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
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
