package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The rights that {@code docs/guide/security.md} tells of are those of the manifests. */
class SecurityPageTest {
  private static final String OVERLAYS = "deploy/kustomize/overlays/";
  private static final String NAMESPACES = "namespaces |";
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| (`[^|]+`) \\| ([^|]+) \\| ([a-z, ]+) \\| ([^|]*)\\| ");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** What stands in the n-th table of rights, one right a line. */
  private static Set<String> told(int table) throws IOException {
    String page = Files.readString(Settings.ROOT.resolve("docs/guide/security.md"));
    String rows = page.split("(?m)^\\| Resource \\|", -1)[table].split("\n\n", 2)[0];
    var rights = new TreeSet<String>();
    ROW.matcher(rows)
        .results()
        .forEach(
            row ->
                codes(row.group(1))
                    .forEach(
                        resource ->
                            rights.addAll(
                                rights(
                                    List.of(resource),
                                    List.of(row.group(2).replace("`", "").replace("core", "")),
                                    Arrays.asList(row.group(3).split(", ")),
                                    codes(row.group(4))))));
    return rights;
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map(m -> m.group(1)).toList();
  }

  private static List<String> rights(
      List<String> resources, List<String> groups, List<String> verbs, Collection<String> names) {
    var rights = new ArrayList<String>();
    for (String resource : resources) {
      for (String group : groups) {
        verbs.forEach(verb -> rights.add(resource + " | " + group + " | " + verb + " | " + names));
      }
    }
    return rights;
  }

  private static Set<String> granted(String file) {
    var rights = new TreeSet<String>();
    Document.in(file).stream()
        .flatMap(document -> stream(document.tree().path("rules")))
        .forEach(
            rule ->
                rights.addAll(
                    rights(
                        texts(rule.path("resources")),
                        texts(rule.path("apiGroups")),
                        texts(rule.path("verbs")),
                        texts(rule.path("resourceNames")))));
    return rights;
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private static List<String> texts(JsonNode list) {
    return stream(list).map(JsonNode::asText).toList();
  }

  private static Set<String> without(Set<String> rights, String beginning) {
    var rest = new TreeSet<>(rights);
    rest.removeIf(right -> right.startsWith(beginning));
    return rest;
  }

  @Test
  void theOperatorsRights() throws IOException {
    Set<String> all = granted(OVERLAYS + "cluster-wide/rbac.yaml");
    assertThat(all).hasSizeGreaterThan(30);
    assertThat(without(told(1), NAMESPACES)).isEqualTo(without(all, NAMESPACES));
    assertThat(without(granted(OVERLAYS + "single-namespace/rbac.yaml"), NAMESPACES))
        .isEqualTo(without(all, NAMESPACES));
  }

  /** The one right that differs: the cell names both. */
  @Test
  void theNamespacesRight() throws IOException {
    assertThat(granted(OVERLAYS + "cluster-wide/rbac.yaml"))
        .contains("namespaces |  | get | [kube-system]");
    assertThat(granted(OVERLAYS + "single-namespace/rbac.yaml"))
        .contains("namespaces |  | get | []");
    assertThat(told(1)).contains("namespaces |  | get | [kube-system, single-namespace]");
  }

  @Test
  void theLeasesRights() throws IOException {
    assertThat(told(2)).isEqualTo(granted("deploy/kustomize/base/lease.yaml")).isNotEmpty();
  }

  @Test
  void theRightsOfPeople() throws IOException {
    var told = new TreeSet<String>();
    for (Document role : Document.in("deploy/kustomize/crd/user-roles.yaml")) {
      List<String> to =
          role.tree().path("metadata").path("labels").properties().stream()
              .map(label -> label.getKey().replaceFirst(".*aggregate-to-", ""))
              .sorted()
              .toList();
      stream(role.tree().path("rules"))
          .forEach(
              rule ->
                  told.addAll(
                      rights(
                          texts(rule.path("resources")),
                          texts(rule.path("apiGroups")),
                          texts(rule.path("verbs")),
                          to)));
    }
    assertThat(told(3)).isEqualTo(told).isNotEmpty();
  }
}
