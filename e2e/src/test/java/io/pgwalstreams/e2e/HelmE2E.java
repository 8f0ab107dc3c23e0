package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The chart on a real API server, for one namespace: it has no part in what the cluster shares. No
 * pod is started, and Helm is needed.
 */
class HelmE2E {
  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String CHART = Settings.ROOT.resolve("deploy/helm/pgwalstreams").toString();
  private static final String ALONE = "scope=namespace,crds.install=false,replicas=0";

  private static String there() {
    return cluster
        .kubectl("get", "deployments,roles,rolebindings,networkpolicies,services", "-o", "name")
        .ok();
  }

  @Test
  void aReleaseComesChangesAndGoesWithoutATrace() {
    Program helm = Program.needed("helm");
    String namespace = cluster.namespace();

    helm.run("install", "release", CHART, "--namespace", namespace, "--set", ALONE).ok();
    assertThat(there().lines())
        .hasSize(7)
        .allMatch(name -> name.contains("/pgwalstreams-operator"));

    String more = ALONE + ",settings.DELETION_TIMEOUT=1h";
    helm.run("upgrade", "release", CHART, "--namespace", namespace, "--set", more).ok();
    assertThat(cluster.kubectl("get", "deployments", "-o", "yaml").ok())
        .contains("PGWALSTREAMS_DELETION_TIMEOUT");

    helm.run("uninstall", "release", "--namespace", namespace, "--wait").ok();
    assertThat(there()).isEmpty();
  }
}
