package io.pgwalstreams.plugin.cli;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.problem.NearestNames;
import io.pgwalstreams.plugin.problem.Problem;
import io.pgwalstreams.plugin.problem.ProblemException;
import io.pgwalstreams.plugin.view.ConditionText;
import io.pgwalstreams.plugin.view.Key;
import io.pgwalstreams.plugin.view.ReasonText;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(
    name = "explain",
    description = {
      "What a reason means, and what ends it. Without a word: all of them.",
      "With a WalStream's name: each reason in its conditions that is not good."
    },
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Runnable {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Mixin private ClusterFlags flags = new ClusterFlags();

  /** The words, for completion. */
  static final class Reasons extends java.util.ArrayList<String> {
    private static final long serialVersionUID = 1L;

    Reasons() {
      super(reasons());
    }
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "REASON|NAME",
      completionCandidates = Reasons.class,
      description = "A reason, as in the column REASON: SlotLost. Or a WalStream of the namespace.")
  private @Nullable String word;

  @Override
  public void run() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    PrintWriter out = spec.commandLine().getOut();
    lines().forEach(out::println);
    out.flush();
  }

  private List<String> lines() {
    String asked = word;
    if (asked == null) {
      return ReasonText.all();
    }
    return Arrays.stream(Reason.values())
        .filter(r -> r.name().equalsIgnoreCase(asked))
        .findFirst()
        .map(ReasonText::of)
        .orElseGet(() -> walStream(asked));
  }

  private static List<String> reasons() {
    return Arrays.stream(Reason.values()).map(Reason::name).toList();
  }

  private List<String> walStream(String name) {
    if (!NAME.matcher(name).matches()) {
      throw unknown("'" + name + "' is no reason that something is wrong", name, List.of());
    }
    try (Cluster cluster = flags.connect()) {
      List<WalStreamResource> all = all(cluster, name);
      return all.stream()
          .filter(r -> r.getMetadata().getName().equals(name))
          .findFirst()
          .map(r -> ConditionText.lines(new Key(cluster.namespace(), name), r.getStatus()))
          .orElseThrow(
              () ->
                  unknown(
                      "'"
                          + name
                          + "' is neither a reason nor a WalStream in namespace "
                          + cluster.namespace(),
                      name,
                      all.stream().map(r -> r.getMetadata().getName()).toList()));
    }
  }

  /** Where the cluster cannot be asked, the word may still be a reason that is spelled wrong. */
  private static List<WalStreamResource> all(Cluster cluster, String name) {
    try {
      return cluster.walStreams(Optional.of(cluster.namespace()));
    } catch (ProblemException e) {
      throw new ProblemException(
          new Problem(
              "'" + name + "' is no reason, and no WalStream can be seen: " + e.problem().what(),
              NearestNames.hint(name, reasons(), e.problem().remedy())),
          e);
    }
  }

  private static ProblemException unknown(String what, String word, List<String> names) {
    List<String> all = Stream.concat(reasons().stream(), names.stream()).toList();
    return new Problem(
            what,
            NearestNames.hint(
                word, all, "kubectl walstream explain lists all reasons; name a namespace with -n"))
        .asException();
  }
}
