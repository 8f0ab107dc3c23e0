package io.pgwalstreams.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgwalstreams.api.Halt;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.desired.PodAnnotations;
import io.pgwalstreams.operator.observe.Workload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadsTest {
  private static final String SETTLED =
      """
      metadata: {name: shop-worker, generation: 3}
      spec: {replicas: 1}
      status: {observedGeneration: 3}
      """;

  private static Optional<Deployment> deployment(String yaml) {
    return Optional.of(Serialization.unmarshal(yaml, Deployment.class));
  }

  private static Pod pod(String name, String created, String status) {
    return Serialization.unmarshal(
        "metadata: {name: %s, namespace: shop, creationTimestamp: '2026-01-02T03:04:%sZ'}\nstatus: %s"
            .formatted(name, created, status),
        Pod.class);
  }

  private static Workload workload(Optional<Deployment> deployment, List<Pod> pods) {
    return Workloads.of(deployment, pods, "u1");
  }

  private static Workload.Pod seen(String status) {
    return workload(deployment(SETTLED), List.of(pod("p", "05", status))).pod().orElseThrow();
  }

  /** A pod whose container is in these states. */
  private static Workload.Pod container(boolean ready, String state, String lastState) {
    return seen(
        "{podIP: 10.0.0.7, conditions: [{type: Ready, status: 'True'}],"
            + " containerStatuses: [{name: proxy, ready: true}, {name: worker, ready: %s,"
                .formatted(ready)
            + " restartCount: 4, state: %s, lastState: %s}]}".formatted(state, lastState));
  }

  private static Workload.Ended ended(String terminated) {
    return container(false, "{waiting: {reason: CrashLoopBackOff, message: back-off}}", terminated)
        .ended()
        .orElseThrow();
  }

  @Test
  void nothingThereIsNothing() {
    assertThat(workload(Optional.empty(), List.of())).isEqualTo(Workload.NONE);
  }

  @Test
  void aDeploymentIsUpToDateOnceItsControllerHasSeenIt() {
    assertThat(workload(deployment(SETTLED), List.of()))
        .isEqualTo(new Workload(1, true, Optional.empty()));
    String behind = SETTLED.replace("observedGeneration: 3", "observedGeneration: 2");
    assertThat(workload(deployment(behind), List.of()).upToDate()).isFalse();
    assertThat(workload(deployment("metadata: {generation: 1}\nspec: {replicas: 0}"), List.of()))
        .isEqualTo(new Workload(0, false, Optional.empty()));
  }

  @Test
  void aRunningPodHasAnAddressAndItsRestarts() {
    assertThat(container(true, "{running: {}}", "{}"))
        .isEqualTo(
            new Workload.Pod(
                "p",
                Optional.of("10.0.0.7"),
                true,
                Optional.empty(),
                4,
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void theNewestPodCountsAndOneThatEndsOnlyWhenItIsTheLast() {
    Pod old = pod("old", "01", "{}");
    Pod young = pod("young", "09", "{}");
    Pod ending = pod("ending", "30", "{}");
    ending.getMetadata().setDeletionTimestamp("2026-01-02T03:05:00Z");
    assertThat(newest(old, young, ending)).isEqualTo("young");
    assertThat(newest(ending, young, old)).isEqualTo("young");
    assertThat(newest(ending)).isEqualTo("ending");
  }

  private static String newest(Pod... pods) {
    return workload(deployment(SETTLED), Stream.of(pods).toList()).pod().orElseThrow().name();
  }

  @Test
  void aPodOfTheOneThatHadTheNameBeforeIsThereAndSaysNothing() {
    Pod before =
        pod(
            "p",
            "05",
            "{podIP: 10.0.0.7, conditions: [{type: Ready, status: 'True'}],"
                + " containerStatuses: [{name: worker, ready: true, restartCount: 4}]}");
    before.getMetadata().setAnnotations(Map.of(PodAnnotations.UID, "u0"));
    assertThat(workload(deployment(SETTLED), List.of(before)).pod())
        .contains(
            new Workload.Pod(
                "p",
                Optional.empty(),
                false,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty()));
    before.getMetadata().setAnnotations(Map.of(PodAnnotations.UID, "u1"));
    assertThat(workload(deployment(SETTLED), List.of(before)).pod().orElseThrow().ready()).isTrue();
    before.getMetadata().setAnnotations(Map.of());
    assertThat(workload(deployment(SETTLED), List.of(before)).pod().orElseThrow().ready()).isTrue();
  }

  @Test
  void aHaltThatTheOneBeforeHadAcceptedIsNoneOfItsSuccessors() {
    Deployment applied =
        deployment(
                "spec: {template: {metadata: {annotations: {pgwalstreams.io/accepted: h1,"
                    + " pgwalstreams.io/uid: u0}}}}")
            .orElseThrow();
    assertThat(Workloads.accepted(applied, "u0")).contains("h1");
    assertThat(Workloads.accepted(applied, "u1")).isEmpty();
  }

  @Test
  void aPodThatEndsIsNotReady() {
    Pod ending = pod("p", "05", "{containerStatuses: [{name: worker, ready: true}]}");
    ending.getMetadata().setDeletionTimestamp("2026-01-02T03:05:00Z");
    Workload.Pod seen = workload(deployment(SETTLED), List.of(ending)).pod().orElseThrow();
    assertThat(seen.ready()).isFalse();
    assertThat(seen.idle())
        .contains(
            new Workload.Idle(Workload.Idle.Kind.ENDING, Instant.parse("2026-01-02T03:05:00Z")));
    ending.getMetadata().setAnnotations(Map.of(PodAnnotations.UID, "u0"));
    assertThat(workload(deployment(SETTLED), List.of(ending)).pod().orElseThrow().idle())
        .as("so does one of the WalStream that had the name before")
        .isEqualTo(seen.idle());
  }

  @ParameterizedTest
  @CsvSource({"False", "Unknown"})
  void aPodWhoseNodeIsSilentIsNotReadyThoughItsContainerWas(String status) {
    Workload.Pod seen =
        seen(
            "{conditions: [{type: Ready, status: '%s', lastTransitionTime: '2026-01-02T03:09:00Z'}],"
                    .formatted(status)
                + " containerStatuses: [{name: worker, ready: true, state: {running: {}},"
                + " lastState: {terminated: {exitCode: 1}}}]}");
    assertThat(seen.ready()).isFalse();
    assertThat(seen.idle())
        .contains(
            new Workload.Idle(
                Workload.Idle.Kind.NODE_SILENT, Instant.parse("2026-01-02T03:09:00Z")));
    assertThat(seen.ended()).as("a crash of long ago is none now").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ImagePullBackOff, Back-off pulling image, ImagePullBackOff: Back-off pulling image",
    "ErrImagePull, not found, ErrImagePull: not found",
    "InvalidImageName, '', InvalidImageName",
    "CreateContainerConfigError, no key, CreateContainerConfigError: no key",
    "CreateContainerError, broken, CreateContainerError: broken",
  })
  void aContainerThatCannotStartIsStuck(String reason, String message, String told) {
    String waiting = "{waiting: {reason: %s, message: '%s'}}".formatted(reason, message);
    assertThat(container(false, waiting, "{}").stuck()).contains(told);
  }

  @ParameterizedTest
  @CsvSource({"ContainerCreating", "PodInitializing", "CrashLoopBackOff"})
  void aContainerThatIsOnItsWayIsNotStuck(String reason) {
    assertThat(container(false, "{waiting: {reason: " + reason + "}}", "{}").stuck()).isEmpty();
  }

  @Test
  void aPodThatIsNotReadyIsSoSinceItsConditionSaysOrItWasMade() {
    assertThat(seen("{}").idle())
        .contains(
            new Workload.Idle(Workload.Idle.Kind.STARTING, Instant.parse("2026-01-02T03:04:05Z")));
    assertThat(
            seen("{conditions: [{type: Ready, status: 'False', lastTransitionTime:"
                    + " '2026-01-02T03:09:00Z'}]}")
                .idle())
        .contains(
            new Workload.Idle(Workload.Idle.Kind.STARTING, Instant.parse("2026-01-02T03:09:00Z")));
  }

  @Test
  void aPodThatNoNodeTakesIsStuck() {
    assertThat(
            seen("{conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,"
                    + " message: '0/1 nodes are available: 1 Insufficient cpu.'}]}")
                .stuck())
        .contains("Unschedulable: 0/1 nodes are available: 1 Insufficient cpu.");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 'True', ReplicaSetUpdated, true",
    "1, 'True', NewReplicaSetAvailable, false",
    "1, 'False', ProgressDeadlineExceeded, false",
    "1, 'Unknown', DeploymentPaused, false",
    "0, 'True', ReplicaSetUpdated, false",
  })
  void aDeploymentRollsUntilItsPodIsUpOrItsControllerGivesUp(
      int replicas, String status, String reason, boolean rolls) {
    assertThat(
            Workloads.rolls(
                deployment(
                        "spec: {replicas: %d}\nstatus: {conditions: [{type: Available, status: 'True'}, {type: Progressing, status: '%s', reason: %s}]}"
                            .formatted(replicas, status, reason))
                    .orElseThrow()))
        .isEqualTo(rolls);
  }

  @Test
  void aPodThatIsForbiddenIsToldByTheDeployment() {
    String refused =
        """
        metadata: {generation: 3}
        spec: {replicas: 1}
        status:
          observedGeneration: 3
          conditions:
            - {type: Available, status: 'False'}
            - {type: ReplicaFailure, status: 'True', reason: FailedCreate, message: exceeded quota}
        """;
    assertThat(workload(deployment(refused), List.of()).pod().orElseThrow().stuck())
        .contains("FailedCreate: exceeded quota");
    assertThat(workload(deployment(refused), List.of(pod("p", "05", "{}"))).pod().orElseThrow())
        .satisfies(p -> assertThat(p.name()).isEqualTo("p"))
        .satisfies(p -> assertThat(p.stuck()).isEmpty());
  }

  @Test
  void anEndIsToldInTheWorkersOwnWords() {
    Workload.Ended ended =
        ended(
            "{terminated: {exitCode: 67, finishedAt: '2026-01-02T03:04:06Z', message: \"SlotLost: slot"
                + " 'shop' is lost\\nRemedy: restore it\\nHalt: 3f9a\\nPosition: 0/60/2\\n\"}}");
    assertThat(ended.why().reason()).isEqualTo(Reason.SlotLost);
    assertThat(ended.why().message()).isEqualTo("slot 'shop' is lost");
    assertThat(ended.halt()).contains(new Halt("3f9a", Optional.of("0/60/2")));
    assertThat(ended.time()).isEqualTo("2026-01-02T03:04:06Z");
  }

  @Test
  void theNewestEndCounts() {
    Workload.Pod pod =
        container(
            false,
            "{terminated: {exitCode: 65, message: \"DatabaseMissing: none such\\nRemedy: create it\"}}",
            "{terminated: {exitCode: 67, message: \"SlotMissing: none such\\nRemedy: create it\"}}");
    assertThat(pod.ended().orElseThrow().why().reason()).isEqualTo(Reason.DatabaseMissing);
  }

  @Test
  void anEndIsForgottenOnceANewContainerIsReady() {
    String ended =
        "{terminated: {exitCode: 67, message: \"SlotMissing: none such\\nRemedy: create it\"}}";
    assertThat(container(true, "{running: {}}", ended).ended()).isEmpty();
    assertThat(container(false, "{running: {}}", ended).ended()).isPresent();
  }

  @Test
  void anEndThatWasAskedForIsNone() {
    assertThat(container(false, "{terminated: {exitCode: 0}}", "{}").ended()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{exitCode: 137, reason: OOMKilled}', more memory than its limit, resources.limits.memory",
    "'{exitCode: 3, reason: Error}', heap, resources.limits.memory",
    "'{exitCode: 137, reason: Error}', exit status 137 (Error), kubectl logs -n shop p --previous",
    "'{exitCode: 128, reason: StartError, message: no such file}', 'no such file', kubectl logs",
    "'{exitCode: 1, message: \"Exception: in main\"}', Exception: in main, kubectl logs",
  })
  void anEndWithoutTheWorkersWordsIsACrashWithARemedy(
      String terminated, String message, String remedy) {
    Workload.Ended ended = ended("{terminated: " + terminated + "}");
    assertThat(ended.why().reason()).isEqualTo(Reason.WorkerCrashed);
    assertThat(ended.why().message()).contains(message);
    assertThat(ended.why().remedy()).contains(remedy);
    assertThat(ended.halt()).isEmpty();
  }

  @Test
  void anEvictedPodSaysSo() {
    Workload.Pod pod =
        seen("{phase: Failed, reason: Evicted, message: 'The node was low on resource: memory.'}");
    assertThat(pod.ended().orElseThrow().why().message())
        .isEqualTo("pod p failed, Evicted: The node was low on resource: memory.");
  }
}
