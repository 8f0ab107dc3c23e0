package io.pgwalstreams.plugin.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.pgwalstreams.operator.desired.WorkerPlan;
import io.pgwalstreams.operator.desired.WorkerPlan.Image;
import io.pgwalstreams.plugin.check.CheckPod;
import io.pgwalstreams.plugin.check.CheckedDocument;
import io.pgwalstreams.plugin.cluster.CheckRun;
import io.pgwalstreams.plugin.cluster.Cluster;
import io.pgwalstreams.plugin.problem.Problem;
import io.pgwalstreams.worker.cli.Commands;
import io.pgwalstreams.worker.config.DocumentFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check}. */
@Command(
    name = "check",
    description = {
      "The worker's check, run where the worker runs.",
      "A pod of its image looks at database and stream, changes nothing, says what is",
      "missing and how to mend it, and is removed. Secrets are those of the namespace.",
      "With --here it runs on this machine instead, with the Secrets that stand in the file.",
      "Exit status 0: a run would start; otherwise that of the first failure."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  /** Beyond the plugin's own patience: it removes the pod before. */
  private static final int GRACE = 30;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Mixin private ClusterFlags flags = new ClusterFlags();

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  /** One of the two. */
  static final class What {
    @Parameters(paramLabel = "NAME", description = "A WalStream of the namespace.")
    private @Nullable String name;

    @Option(
        names = {"-f", "--filename"},
        paramLabel = "FILE",
        description = "One that is not applied yet, in YAML.")
    private @Nullable Path file;
  }

  @Option(
      names = "--here",
      description = "On this machine, for a database and NATS that it reaches; with -f.")
  private boolean here;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "The worker's image. Default: the one that workers run here.")
  private @Nullable String image;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long the check may take, its pod's start included. Default: ${DEFAULT-VALUE}")
  private int timeout;

  @Option(names = "--dry-run", description = "Print the pod and do nothing.")
  private boolean dryRun;

  @Override
  public Integer call() {
    if (here) {
      return here();
    }
    try (Cluster cluster = flags.connect()) {
      ObjectNode root = root(cluster);
      String name = root.path("metadata").path("name").asText();
      Optional<String> made = cluster.madePublication(name);
      var run = new CheckRun(cluster, Duration.ofSeconds(timeout));
      WorkerPlan plan =
          CheckedDocument.plan(
              CheckedDocument.withMade(root, made), cluster.namespace(), image(run, name));
      Pod pod = CheckPod.of(plan, suffix(), (long) timeout + GRACE);
      return dryRun ? shown(cluster.yaml(pod)) : told(plan, made, run.run(pod));
    }
  }

  private int here() {
    Path file = what.file;
    if (file == null) {
      throw new CommandLine.ParameterException(
          spec().commandLine(), "--here checks a file: give it by -f");
    }
    return Commands.commandLine()
        .setOut(spec().commandLine().getOut())
        .setErr(spec().commandLine().getErr())
        .execute("check", file.toString());
  }

  private ObjectNode root(Cluster cluster) {
    Path file = what.file;
    if (file != null) {
      return CheckedDocument.only(file.toString(), DocumentFile.text(file));
    }
    return cluster.tree(cluster.walStream(String.valueOf(what.name)));
  }

  private Image image(CheckRun run, String walStream) {
    return Optional.ofNullable(image)
        .map(name -> new Image(name, "IfNotPresent"))
        .or(() -> run.image(walStream))
        .orElseThrow(
            () ->
                new Problem(
                        "neither a worker nor the operator can be seen, whose image the check would"
                            + " run",
                        "give it by --image")
                    .asException());
  }

  private static String suffix() {
    byte[] bytes = new byte[3];
    ThreadLocalRandom.current().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private int shown(String pod) {
    PrintWriter out = spec().commandLine().getOut();
    out.print(pod);
    out.flush();
    return 0;
  }

  private int told(WorkerPlan plan, Optional<String> made, CheckRun.Result result) {
    PrintWriter out = spec().commandLine().getOut();
    out.print(result.output());
    if (made.isPresent()) {
      out.println("publication " + made.get() + " was taken as it is: the operator has made it");
    }
    if (plan.document().spec().database().setupCredentials() != null) {
      out.println(
          "setupCredentials were not used: they are the operator's, so that what they may do was"
              + " not looked at");
    }
    out.flush();
    return result.exitStatus();
  }

  private CommandLine.Model.CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("a command that picocli has not made");
    }
    return spec;
  }
}
