package io.pgwalstreams.operator.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code version}. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** For {@code --version}. */
  static final class Provider implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"pgwalstreams-operator " + version()};
    }
  }

  /** The version in the jar's manifest; {@code dev} for classes that are run from a folder. */
  static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public void run() {
    if (spec != null) {
      PrintWriter out = spec.commandLine().getOut();
      out.println("pgwalstreams-operator " + version() + " (Java " + Runtime.version() + ")");
      out.flush();
    }
  }
}
