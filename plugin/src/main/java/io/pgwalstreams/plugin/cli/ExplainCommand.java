package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.plugin.problem.NearestNames;
import io.pgwalstreams.plugin.problem.Problem;
import io.pgwalstreams.plugin.view.ReasonText;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(
    name = "explain",
    description = "What a reason means, and what ends it. Without one: all of them.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** The words, for completion. */
  static final class Reasons extends java.util.ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Reasons() {
      super(names());
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "REASON",
      completionCandidates = Reasons.class,
      description = "As in the column REASON: SlotLost.")
  private @Nullable String reason;

  @Override
  public void run() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    PrintWriter out = spec.commandLine().getOut();
    (reason == null ? ReasonText.all() : ReasonText.of(named(reason))).forEach(out::println);
    out.flush();
  }

  private static List<String> names() {
    return Arrays.stream(Reason.values()).map(Reason::name).toList();
  }

  private static Reason named(String name) {
    return Arrays.stream(Reason.values())
        .filter(r -> r.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Problem(
                        "'" + name + "' is no reason that something is wrong",
                        NearestNames.hint(
                            name, names(), "kubectl walstream explain lists them all"))
                    .asException());
  }
}
