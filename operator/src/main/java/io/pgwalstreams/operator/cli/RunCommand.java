package io.pgwalstreams.operator.cli;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.Durations;
import io.pgwalstreams.operator.desired.WorkerPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code run}. Every option can be given by the environment as well, as a Deployment does. */
@Command(
    name = "run",
    description = {
      "Reconcile WalStreams until stopped.",
      "The cluster is the one of the pod that this runs in, or that of the kubeconfig."
    },
    sortOptions = false,
    usageHelpAutoWidth = true,
    versionProvider = VersionCommand.Provider.class,
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  @Option(
      names = "--namespaces",
      paramLabel = "NAME,...",
      defaultValue = "${env:PGWALSTREAMS_NAMESPACES:-}",
      description = "Watch only these. Default: all. [PGWALSTREAMS_NAMESPACES]")
  private String namespaces = "";

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAME",
      defaultValue = "${env:POD_NAMESPACE:-pgwalstreams-system}",
      description = "Where the operator's Lease and records are. [POD_NAMESPACE]")
  private String operatorNamespace = "";

  @Option(
      names = "--worker-image",
      paramLabel = "IMAGE",
      required = true,
      defaultValue = "${env:PGWALSTREAMS_WORKER_IMAGE}",
      description = "The workers' image. [PGWALSTREAMS_WORKER_IMAGE]")
  private String workerImage = "";

  @Option(
      names = "--worker-image-pull-policy",
      paramLabel = "POLICY",
      defaultValue = "${env:PGWALSTREAMS_WORKER_IMAGE_PULL_POLICY:-IfNotPresent}",
      description =
          "Always, IfNotPresent or Never. Default: IfNotPresent."
              + " [PGWALSTREAMS_WORKER_IMAGE_PULL_POLICY]")
  private String pullPolicy = "";

  @Option(
      names = "--cluster-id",
      paramLabel = "TEXT",
      defaultValue = "${env:PGWALSTREAMS_CLUSTER_ID:-}",
      description =
          "Tells this cluster's claims in a database from another's. Default: the uid of namespace"
              + " kube-system, or else of the operator's. [PGWALSTREAMS_CLUSTER_ID]")
  private String clusterId = "";

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:PGWALSTREAMS_LISTEN:-0.0.0.0:8080}",
      description =
          "Where /livez, /readyz and /metrics answer; port 0: any free one. Default: 0.0.0.0:8080."
              + " [PGWALSTREAMS_LISTEN]")
  private String listen = "";

  @Option(
      names = "--leader-election",
      arity = "1",
      paramLabel = "true|false",
      defaultValue = "${env:PGWALSTREAMS_LEADER_ELECTION:-true}",
      description =
          "Work only while holding the Lease pgwalstreams-operator. Default: true."
              + " [PGWALSTREAMS_LEADER_ELECTION]")
  private boolean leaderElection;

  @Option(
      names = "--deletion-timeout",
      paramLabel = "DURATION",
      defaultValue = "${env:PGWALSTREAMS_DELETION_TIMEOUT:-10m}",
      description =
          "How long a deletion waits for a database that is away, before it lets go and leaves a"
              + " record with the SQL to run. Default: 10m. [PGWALSTREAMS_DELETION_TIMEOUT]")
  private String deletionTimeout = "";

  @Option(
      names = "--denied-addresses",
      paramLabel = "CIDR,...",
      defaultValue =
          "${env:PGWALSTREAMS_DENIED_ADDRESSES:-127.0.0.0/8,::1/128,169.254.0.0/16,fe80::/10}",
      description =
          "Networks in which no database is looked for. Default: loopback and link-local."
              + " [PGWALSTREAMS_DENIED_ADDRESSES]")
  private String deniedAddresses = "";

  @Option(
      names = "--log-format",
      paramLabel = "text|json|auto",
      defaultValue = "${env:PGWALSTREAMS_LOG_FORMAT:-auto}",
      description = "auto: text on a terminal, else JSON. [PGWALSTREAMS_LOG_FORMAT]")
  private Logging.Format logFormat = Logging.Format.AUTO;

  @Override
  public Integer call() {
    Logging.configure(logFormat);
    new OperatorProgram(settings()).run();
    return 0;
  }

  private OperatorSettings settings() {
    return new OperatorSettings(
        Set.copyOf(words(namespaces)),
        operatorNamespace,
        new WorkerPlan.Image(workerImage, pullPolicy()),
        clusterId,
        duration(),
        words(deniedAddresses),
        leaderElection,
        listen);
  }

  private String pullPolicy() {
    if (!Set.of("Always", "IfNotPresent", "Never").contains(pullPolicy)) {
      throw invalid(
          "--worker-image-pull-policy '" + pullPolicy + "' is not known",
          "write Always, IfNotPresent or Never");
    }
    return pullPolicy;
  }

  private Duration duration() {
    try {
      return Durations.parse(deletionTimeout);
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          Reason.InvalidSpec.because(
              "--deletion-timeout '" + deletionTimeout + "' is no duration",
              "write a number and ms, s, m, h or d, as 10m"),
          e);
    }
  }

  private static FailureException invalid(String message, String remedy) {
    return Reason.InvalidSpec.because(message, remedy).asException();
  }

  private static List<String> words(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toList());
  }
}
