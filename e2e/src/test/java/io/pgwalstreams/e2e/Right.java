package io.pgwalstreams.e2e;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something that the operator may do, or must not.
 *
 * @param granted whether it may
 */
record Right(String verb, String resource, boolean granted) {

  /** In every namespace that it watches. */
  static List<Right> all() {
    return Stream.of(
            rights("configmaps", "get list watch create patch delete", "update deletecollection"),
            rights("serviceaccounts", "get list watch create patch delete", "update impersonate"),
            rights("deployments.apps", "get list watch create patch delete", "update"),
            rights(
                "networkpolicies.networking.k8s.io",
                "get list watch create patch delete",
                "update deletecollection"),
            rights("walstreams.pgwalstreams.io", "get list watch patch", "create update delete"),
            rights("walstreams.pgwalstreams.io/status", "patch", "update"),
            rights("pods", "get list watch patch", "create update delete"),
            rights("pods/exec", "", "create get"),
            rights("secrets", "get", "list watch create patch update delete"),
            rights("events.events.k8s.io", "create patch", "list watch delete"),
            rights("nodes", "", "get list"),
            rights("roles.rbac.authorization.k8s.io", "", "get create escalate bind"),
            rights("serviceaccounts/token", "", "create"))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Right> rights(String resource, String granted, String denied) {
    return Stream.concat(
            words(granted).map(verb -> new Right(verb, resource, true)),
            words(denied).map(verb -> new Right(verb, resource, false)))
        .toList();
  }

  private static Stream<String> words(String text) {
    return Stream.of(text.split(" ")).filter(word -> !word.isEmpty());
  }

  /** True when the API server would decide so for the operator of this namespace. */
  boolean holds(Cluster cluster, String operatorNamespace) {
    String who = "--as=system:serviceaccount:" + operatorNamespace + ":pgwalstreams-operator";
    String[] parts = resource.split("/", -1);
    Command answer =
        parts.length == 1
            ? cluster.kubectl("auth", "can-i", verb, resource, who)
            : cluster.kubectl("auth", "can-i", verb, parts[0], "--subresource=" + parts[1], who);
    return answer.out().strip().equals(granted ? "yes" : "no");
  }
}
