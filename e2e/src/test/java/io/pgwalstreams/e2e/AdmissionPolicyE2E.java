package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Who may write what: Kubernetes' own roles, and the sample of a ValidatingAdmissionPolicy. Needs
 * no operator.
 */
class AdmissionPolicyE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String SAMPLE = "deploy/kustomize/samples/validating-admission-policy.yaml";
  private static final String ALLOWED =
      "spec: {database: {host: postgres.shop.svc}, nats: {servers: ['nats://nats.shop.svc:4222']}}";
  private static final String SETUP =
      "spec: {database: {setupCredentials: {secretRef: {name: owner}}}}";

  private static final String ELSEWHERE =
      "spec: {database: {host: 10.0.0.1}, nats: {servers: ['nats://evil.example.com:4222']}}";

  @BeforeAll
  static void install() {
    cluster.kubectl("apply", "--server-side", "-k", Settings.ROOT + "/deploy/kustomize/crd").ok();
    for (Document document : Document.in(SAMPLE)) {
      cluster.kubectlWith(here(document).yaml(), "apply", "-f", "-").ok();
    }
    cluster.kubectl("create", "rolebinding", "edit", "--clusterrole=edit", "--group=tenants").ok();
    cluster.kubectl("create", "rolebinding", "view", "--clusterrole=view", "--group=guests").ok();
    // a policy is in force some moments after it was made
    await().until(() -> tryAs("tenants", minimal().with(SETUP)).err().contains("database-admins"));
    await().until(() -> tryAs("tenants", minimal().with(ELSEWHERE)).exit() != 0);
  }

  /** The sample, for the test's namespace only: others must not notice. */
  private static Document here(Document document) {
    Document own = document.named(cluster.namespace() + "-" + document.name());
    return document.tree().path("kind").asText().endsWith("Binding")
        ? own.with(
            """
            spec:
              policyName: %s
              matchResources:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
            """
                .formatted(own.name(), cluster.namespace()))
        : own;
  }

  @AfterAll
  static void remove() {
    for (Document document : Document.in(SAMPLE)) {
      cluster.kubectlWith(here(document).yaml(), "delete", "-f", "-").ok();
    }
  }

  private static Document minimal() {
    return Document.minimal().with(ALLOWED);
  }

  private static Command as(String group, Document document) {
    return cluster.kubectlWith(
        document.yaml(),
        "apply",
        "--server-side",
        "--force-conflicts",
        "--as=somebody",
        "--as-group=" + group,
        "-f",
        "-");
  }

  private static Command tryAs(String group, Document document) {
    return cluster.kubectlWith(
        document.yaml(),
        "apply",
        "--server-side",
        "--dry-run=server",
        "--as=somebody",
        "--as-group=" + group,
        "-f",
        "-");
  }

  @Test
  void editWritesWalStreamsAndViewReadsThem() {
    as("tenants", minimal().named("by-a-tenant")).ok();
    cluster.kubectl("get", "ws", "by-a-tenant", "--as=somebody", "--as-group=guests").ok();
    assertThat(as("guests", minimal().named("by-a-guest")).err()).contains("Forbidden");
    Command status =
        cluster.kubectl(
            "patch",
            "ws",
            "by-a-tenant",
            "--as=somebody",
            "--as-group=tenants",
            "--subresource=status",
            "--type=merge",
            "-p",
            "{\"status\":{\"observedGeneration\":7}}");
    assertThat(status.err()).contains("Forbidden");
  }

  @Test
  void refusesSetupCredentialsAndForeignHosts() {
    as("tenants", minimal().named("allowed")).ok();
    assertThat(tryAs("tenants", minimal().named("setup").with(SETUP)).err())
        .contains("only members of the group database-admins may write it");
    assertThat(tryAs("tenants", minimal().named("elsewhere").with(ELSEWHERE)).err())
        .contains("these hosts are not allowed here: 10.0.0.1, evil.example.com");
    tryAs("tenants", minimal().named("domain").with("spec: {database: {host: a.db.example.com}}"))
        .ok();
  }

  @Test
  void whatWasAllowedBeforeStaysWritable() {
    Document set = minimal().named("set-up").with(SETUP);
    cluster
        .kubectl("create", "rolebinding", "admins", "--clusterrole=edit", "--group=database-admins")
        .ok();
    as("database-admins", set).ok();
    as("tenants", set.with("spec: {suspend: true}")).ok();
    cluster
        .kubectl(
            "patch", "ws", "set-up", "--type=merge", "-p", "{\"metadata\":{\"finalizers\":[]}}")
        .ok();
    assertThat(
            as("tenants", set.with("spec: {database: {setupCredentials: {usernameKey: a}}}")).err())
        .contains("only members of the group database-admins may write it");
  }
}
