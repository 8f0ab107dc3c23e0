package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;

/** The worker's container. Pure. */
public final class WorkerContainer {
  /** Its name in the pod. */
  public static final String NAME = "worker";

  /** Where {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /status} answer. */
  public static final int PORT = 8080;

  /** How long a stop may wait for what is in flight, in seconds. */
  static final int SHUTDOWN_TIMEOUT = 20;

  private static final String PORT_NAME = "http";
  private static final String DOCUMENT = WorkerVolumes.DOCUMENT_FOLDER + "/" + DesiredConfigMap.KEY;

  private WorkerContainer() {}

  static Container of(WorkerPlan plan, List<VolumeMount> mounts) {
    return new ContainerBuilder()
        .withName(NAME)
        .withImage(plan.image().name())
        .withImagePullPolicy(plan.image().pullPolicy())
        .withArgs(arguments())
        .addNewPort()
        .withName(PORT_NAME)
        .withContainerPort(PORT)
        .withProtocol("TCP")
        .endPort()
        .withResources(WorkerResources.of(plan.document().spec().worker().resources()))
        .withStartupProbe(probe("/livez", 1, 60))
        .withLivenessProbe(probe("/livez", 10, 3))
        .withReadinessProbe(probe("/readyz", 2, 3))
        .withTerminationMessagePolicy("File")
        .withSecurityContext(restricted())
        .withVolumeMounts(mounts)
        .build();
  }

  /** Of a container that checks what the worker's would work by, and ends. */
  public static List<String> checkArguments() {
    return List.of("check", DOCUMENT, "--secrets", WorkerVolumes.SECRETS_FOLDER);
  }

  private static List<String> arguments() {
    return List.of(
        "run",
        DOCUMENT,
        "--secrets",
        WorkerVolumes.SECRETS_FOLDER,
        "--no-setup",
        "--served",
        "--listen",
        "0.0.0.0:" + PORT,
        "--log-format",
        "json",
        "--shutdown-timeout",
        Integer.toString(SHUTDOWN_TIMEOUT));
  }

  private static Probe probe(String path, int everySeconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withNewPort(PORT_NAME)
        .endHttpGet()
        .withPeriodSeconds(everySeconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }

  private static SecurityContext restricted() {
    return new SecurityContextBuilder()
        .withAllowPrivilegeEscalation(false)
        .withReadOnlyRootFilesystem(true)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .build();
  }
}
