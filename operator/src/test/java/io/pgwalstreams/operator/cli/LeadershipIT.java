package io.pgwalstreams.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against a server that keeps what it is given. */
@EnableKubernetesMockClient(crud = true, https = false)
class LeadershipIT {
  private static final String NAMESPACE = "pgwalstreams-system";

  private KubernetesClient client;
  private final Leadership leadership = new Leadership(NAMESPACE);

  private void holds(String identity) {
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("pgwalstreams-operator")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds(15)
                .endSpec()
                .build())
        .create();
  }

  private String holder() {
    return client
        .leases()
        .inNamespace(NAMESPACE)
        .withName("pgwalstreams-operator")
        .get()
        .getSpec()
        .getHolderIdentity();
  }

  @Test
  void keepsTheLeaseUntilTheWorkHasEnded() {
    holds(leadership.identity());
    List<String> seen = new ArrayList<>();

    leadership.end(client, () -> seen.add(holder()));

    assertThat(seen).containsExactly(leadership.identity());
    assertThat(holder()).isEmpty();
  }

  @Test
  void leavesTheLeaseOfWhoLeads() {
    holds("another");

    leadership.end(client, () -> {});

    assertThat(holder()).isEqualTo("another");
  }
}
