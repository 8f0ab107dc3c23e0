package io.pgwalstreams.plugin.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code completion}. */
@Command(
    name = "completion",
    description = {
      "A script that completes kubectl-walstream in a shell.",
      "source <(kubectl-walstream completion bash). For kubectl walstream, kubectl's own",
      "completion asks kubectl_complete-walstream, which stands beside this program."
    },
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
  private static final String ZSH =
      "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n";

  /** The program itself knows what may come next. */
  private static final String FISH =
      """
      complete -c kubectl-walstream -f
      complete -c kubectl-walstream -a '(kubectl-walstream __complete (commandline -opc)[2..] (commandline -ct) 2>/dev/null | string match -v ":*")'
      """;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** Shells. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
  private Shell shell = Shell.bash;

  @Override
  public void run() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    PrintWriter out = spec.commandLine().getOut();
    String bash = AutoComplete.bash("kubectl-walstream", Main.commandLine());
    out.print(
        switch (shell) {
          case bash -> bash;
          case zsh -> ZSH + bash;
          case fish -> FISH;
        });
    out.flush();
  }
}
