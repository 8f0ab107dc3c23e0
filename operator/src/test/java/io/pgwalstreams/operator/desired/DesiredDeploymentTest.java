package io.pgwalstreams.operator.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DesiredDeploymentTest {
  private static PodTemplateSpec template(WorkerPlan plan) {
    return DesiredDeployment.of(plan).getSpec().getTemplate();
  }

  private static PodSpec pod(WorkerPlan plan) {
    return template(plan).getSpec();
  }

  private static Container container(WorkerPlan plan) {
    return pod(plan).getContainers().getFirst();
  }

  private static void refuses(String path, String yaml, String... words) {
    WorkerPlan plan = Plans.of("minimal", Plans.with(path, yaml));
    assertThatExceptionOfType(FailureException.class)
        .as(path + ": " + yaml)
        .isThrownBy(() -> DesiredDeployment.of(plan))
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.InvalidSpec))
        .satisfies(e -> assertThat(e.failure().message()).contains(words));
  }

  @Test
  void twoWorkersNeverRunAtOnce() {
    var spec = DesiredDeployment.of(Plans.of("full")).getSpec();
    assertThat(spec.getStrategy().getType()).isEqualTo("Recreate");
    assertThat(spec.getReplicas()).isEqualTo(1);
  }

  @Test
  void equalPlansMakeEqualObjects() {
    assertThat(DesiredDeployment.of(Plans.of("full")))
        .isEqualTo(DesiredDeployment.of(Plans.of("full")));
  }

  @Test
  void thePodKeepsToTheRestrictedProfile() {
    for (String name : List.of("minimal", "full")) {
      PodSpec pod = pod(Plans.of(name));
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(pod.getHostNetwork()).isNull();
      for (Container container : pod.getContainers()) {
        var security = container.getSecurityContext();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
      }
      assertThat(pod.getVolumes()).allSatisfy(v -> assertThat(v.getHostPath()).isNull());
    }
  }

  @Test
  void noUidIsFixedForOpenShiftAssignsOne() {
    assertThat(Serialization.asYaml(pod(Plans.of("full"))))
        .doesNotContain("runAsUser", "runAsGroup", "fsGroup");
  }

  @Test
  void thePodHasNoTokenAndNoServiceVariables() {
    PodSpec pod = pod(Plans.of("minimal"));
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(DesiredServiceAccount.of(Plans.of("minimal")).getAutomountServiceAccountToken())
        .isFalse();
  }

  @Test
  void theKubeletWaitsLongerThanTheWorkerDrains() {
    int drains = WorkerContainer.SHUTDOWN_TIMEOUT;
    assertThat(container(Plans.of("minimal")).getArgs())
        .containsSequence("--shutdown-timeout", Integer.toString(drains));
    assertThat(pod(Plans.of("minimal")).getTerminationGracePeriodSeconds())
        .isGreaterThan(drains + 2);
  }

  @Test
  void everyMountedKeyIsAFileWhereTheWorkerLooks() {
    for (String name : List.of("minimal", "full")) {
      WorkerPlan plan = Plans.of(name);
      List<String> wanted =
          References.of(plan.document()).stream()
              .flatMap(r -> r.mountedKeys().stream().map(k -> r.name() + "/" + k.name()))
              .toList();
      assertThat(files(plan)).containsExactlyInAnyOrderElementsOf(wanted);
    }
    assertThat(pod(Plans.of("full")).getContainers().getFirst().getVolumeMounts())
        .anySatisfy(m -> assertThat(m.getMountPath()).isEqualTo("/etc/pgwalstreams/secrets"))
        .allSatisfy(m -> assertThat(m.getSubPath()).isNull());
  }

  private static List<String> files(WorkerPlan plan) {
    return pod(plan).getVolumes().stream()
        .filter(v -> v.getProjected() != null)
        .flatMap(v -> v.getProjected().getSources().stream())
        .flatMap(
            (VolumeProjection s) ->
                (s.getSecret() == null ? s.getConfigMap().getItems() : s.getSecret().getItems())
                    .stream())
        .map(item -> item.getPath())
        .toList();
  }

  @Test
  void setupCredentialsNeverReachThePod() {
    assertThat(Serialization.asYaml(DesiredDeployment.of(Plans.of("full"))))
        .doesNotContain("shop-owner");
  }

  @Test
  void aPasswordThatACertificateReplacesMayBeMissing() {
    assertThat(pod(Plans.of("full")).getVolumes())
        .filteredOn(v -> v.getProjected() != null)
        .flatExtracting(v -> v.getProjected().getSources())
        .filteredOn(s -> s.getSecret() != null && s.getSecret().getOptional() != null)
        .singleElement()
        .satisfies(s -> assertThat(s.getSecret().getItems().getFirst().getKey()).isEqualTo("pass"));
  }

  @Test
  void refusesASecretAndAConfigMapThatWouldBeOneFile() {
    refuses(
        "database.tls",
        "{caCertificate: {configMapKeyRef: {name: shop-replication, key: username}}}",
        "spec.database.tls.caCertificate",
        "shop-replication");
  }

  @Test
  void ourLabelsWin() {
    assertThat(template(Plans.of("full")).getMetadata().getLabels())
        .containsAllEntriesOf(Labels.of("shop"))
        .containsEntry("team", "shop");
  }

  @Test
  void labelsAndAnnotationsOfTheWalStreamAreNotCopied() {
    assertThat(Plans.objects(Plans.of("minimal")))
        .allSatisfy(
            o -> {
              assertThat(o.getMetadata().getLabels()).isEqualTo(Labels.of("shop"));
              assertThat(o.getMetadata().getAnnotations()).isEmpty();
            });
  }

  @Test
  void anAcceptedHaltMakesANewPod() {
    WorkerPlan plan = Plans.of("minimal");
    assertThat(template(Plans.accepted(plan, "3f9a"))).isNotEqualTo(template(plan));
    assertThat(plan.accepted()).isEqualTo(Optional.empty());
  }

  @Test
  void defaultsGiveWayToWhatIsAskedFor() {
    assertResources("{}", "100m", "192Mi", "256Mi");
    assertResources("{limits: {memory: 128Mi}}", "100m", "128Mi", "128Mi");
    assertResources("{requests: {memory: 1Gi, cpu: 2}}", "2", "1Gi", "1Gi");
    assertResources("{limits: {cpu: 50m}}", "50m", "192Mi", "256Mi");
  }

  private static void assertResources(String yaml, String cpu, String request, String limit) {
    var resources =
        container(Plans.of("minimal", Plans.with("worker.resources", yaml))).getResources();
    assertThat(resources.getRequests())
        .as(yaml)
        .isEqualTo(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(request)));
    assertThat(resources.getLimits().get("memory")).as(yaml).isEqualTo(new Quantity(limit));
  }

  @Test
  void whatIsNoPartOfAPodIsNamed() {
    refuses("worker.resources", "{limits: {memory: lots}}", "spec.worker.resources.limits.memory");
    refuses("worker.resources", "{limit: {memory: 1Gi}}", "spec.worker.resources.limit");
    refuses("worker.tolerations", "[{}, {tolerationSeconds: soon}]", "tolerations[1]", "Seconds");
    refuses("worker.affinity", "{nodeAffinty: {}}", "spec.worker.affinity.nodeAffinty");
    refuses(
        "worker.topologySpreadConstraints",
        "[{maxSkew: many}]",
        "spec.worker.topologySpreadConstraints[0].maxSkew");
  }

  @Test
  void anotherServiceAccountTakesThePlaceOfOurs() {
    assertThat(DesiredServiceAccount.isWanted(Plans.of("full"))).isFalse();
    assertThat(pod(Plans.of("full")).getServiceAccountName()).isEqualTo("shop-worker-account");
    assertThat(pod(Plans.of("minimal")).getServiceAccountName()).isEqualTo("shop-worker");
  }
}
