package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {
  private static ObjectNode object(String labels, String spec) {
    return Serialization.unmarshal(
        "---\n{kind: K, apiVersion: v1, metadata: {name: n, labels: {%s}}, spec: {%s}, status: {s: 1}}"
            .formatted(labels, spec),
        ObjectNode.class);
  }

  private static ObjectNode created(ObjectNode applied) {
    return ServerSideApply.merged(applied, applied, "us");
  }

  @Test
  void setsWhatIsAppliedAndLeavesTheRest() {
    ObjectNode next =
        ServerSideApply.merged(
            object("theirs: a", "replicas: 3, paused: true"),
            object("ours: b", "replicas: 1"),
            "us");

    assertThat(next.at("/metadata/labels"))
        .isEqualTo(object("theirs: a, ours: b", "").at("/metadata/labels"));
    assertThat(next.get("spec")).isEqualTo(object("", "replicas: 1, paused: true").get("spec"));
  }

  @Test
  void removesWhatTheManagerHasDropped() {
    ObjectNode stored = created(object("ours: b, old: c", "pod: {image: i}, replicas: 1"));
    stored.withObject("/metadata/labels").put("theirs", "a");

    ObjectNode next = ServerSideApply.merged(stored, object("ours: b", "replicas: 1"), "us");

    assertThat(next.at("/metadata/labels"))
        .isEqualTo(object("ours: b, theirs: a", "").at("/metadata/labels"));
    assertThat(next.get("spec")).isEqualTo(object("", "replicas: 1").get("spec"));
  }

  @Test
  void theSameAgainChangesNothing() {
    ObjectNode applied = object("ours: b", "replicas: 1, list: [{a: 1}]");
    ObjectNode stored = created(applied);

    assertThat(ServerSideApply.merged(stored, applied, "us")).isEqualTo(stored);
  }

  @Test
  void statusIsNotAppliedBesideTheRest() {
    ObjectNode stored = created(object("", "replicas: 1"));
    ObjectNode applied = object("", "replicas: 1");
    applied.withObject("/status").put("s", 2);

    assertThat(ServerSideApply.merged(stored, applied, "us").at("/status/s").asInt()).isEqualTo(1);
  }
}
