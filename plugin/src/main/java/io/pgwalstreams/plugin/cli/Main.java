package io.pgwalstreams.plugin.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind {@code kubectl walstream}. */
@Command(
    name = "kubectl walstream",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    usageHelpAutoWidth = true,
    description = "WalStreams from a terminal: PostgreSQL changes as NATS JetStream messages.",
    subcommands = {
      StatusCommand.class,
      LagCommand.class,
      TailCommand.class,
      CheckCommand.class,
      ExplainCommand.class,
      CompletionCommand.class
    },
    footerHeading = "%nExit status:%n",
    footer = {
      "  0 as asked for; 1 not so: not Ready, too far behind; 2 wrong usage;",
      "  3 the cluster could not be asked; from 64 on as the worker's.",
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** For {@code --version}. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"kubectl-walstream " + (version == null ? "dev" : version)};
    }
  }

  /** Runs a command and ends the process with its status. */
  public static void main(String[] args) {
    // Not a command: what is being typed must not be taken for its options.
    if (args.length > 0 && args[0].equals("__complete")) {
      new Completion(Arrays.asList(args).subList(1, args.length)).print(utf8(FileDescriptor.out));
      return;
    }
    System.exit(
        commandLine()
            .setOut(utf8(FileDescriptor.out))
            .setErr(utf8(FileDescriptor.err))
            .execute(args));
  }

  /** Rows have names and values in every language, whatever the locale is. */
  private static PrintWriter utf8(FileDescriptor to) {
    return new PrintWriter(new FileOutputStream(to), false, StandardCharsets.UTF_8);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(new Problems());
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getOut());
    }
  }
}
