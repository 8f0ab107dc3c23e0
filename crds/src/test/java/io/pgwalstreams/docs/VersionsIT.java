package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/releasing.md} does with versions, on a copy of the files that name one. */
class VersionsIT {
  private static final Pattern PARENT =
      Pattern.compile("<artifactId>pgwalstreams</artifactId>\\s*<version>(.*?)</version>");
  private static final Pattern IMAGE =
      Pattern.compile("pgwalstreams/(?:operator|worker):([\\w.-]+)");

  private static final Pattern CHART = Pattern.compile("(?m)^(?:version|appVersion): ([\\w.-]+)$");

  private Path copy;

  @BeforeEach
  void copy(@TempDir Path folder) throws IOException {
    copy = folder;
    for (Path file : files(Page.ROOT)) {
      Path to = folder.resolve(Page.ROOT.relativize(file));
      Files.createDirectories(to.getParent());
      Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private static List<Path> files(Path root) throws IOException {
    var all = new ArrayList<Path>(List.of(root.resolve("Makefile"), root.resolve("CHANGELOG.md")));
    try (Stream<Path> poms = Files.walk(root, 2)) {
      poms.filter(f -> f.endsWith("pom.xml")).forEach(all::add);
    }
    try (Stream<Path> deploy = Files.walk(root.resolve("deploy"))) {
      deploy.filter(Files::isRegularFile).forEach(all::add);
    }
    return all;
  }

  /** The versions in a tree, by file; an image of another tag is somebody's own. */
  private static Map<String, List<String>> versions(Path root) throws IOException {
    var found = new TreeMap<String, List<String>>();
    for (Path file : files(root)) {
      Matcher matcher = pattern(file).matcher(Files.readString(file));
      List<String> versions = matcher.results().map(m -> m.group(1)).toList();
      if (!versions.isEmpty()) {
        found.put(root.relativize(file).toString(), versions);
      }
    }
    return found;
  }

  private static Pattern pattern(Path file) {
    return file.endsWith("pom.xml") ? PARENT : file.endsWith("Chart.yaml") ? CHART : IMAGE;
  }

  private String version(int status, String version) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder(copy.resolve("deploy/version.sh").toString(), version)
            .redirectErrorStream(true);
    builder.environment().put("DATE", "2030-01-02");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(status);
    return said;
  }

  @Test
  void everyPlaceNamesTheSameVersion() throws IOException {
    var versions = versions(Page.ROOT);
    String root = versions.get("pom.xml").getFirst();
    assertThat(versions)
        .containsKeys(
            "worker/pom.xml",
            "Makefile",
            "deploy/helm/pgwalstreams/Chart.yaml",
            "deploy/kustomize/base/deployment.yaml",
            "deploy/docker-compose/compose.yaml")
        .allSatisfy((file, all) -> assertThat(all).as(file).containsOnly(root));
  }

  @Test
  void aReleaseRenamesEveryPlaceAndBeginsASectionOfTheChangelog() throws Exception {
    var places = versions(copy).keySet();
    String poms = Files.readString(copy.resolve("pom.xml"));
    version(0, "7.8.9");
    assertThat(versions(copy).keySet()).isEqualTo(places);
    assertThat(versions(copy))
        .allSatisfy((file, all) -> assertThat(all).as(file).containsOnly("7.8.9"));
    assertThat(Files.readString(copy.resolve("pom.xml")))
        .as("nothing but the project's own version")
        .isEqualTo(PARENT.matcher(poms).replaceFirst(m -> m.group().replace(m.group(1), "7.8.9")));
    assertThat(Files.readString(copy.resolve("CHANGELOG.md")))
        .contains("## Unreleased\n\n## 7.8.9 - 2030-01-02\n\n### Added\n");
    version(0, "7.9.0-SNAPSHOT");
    assertThat(versions(copy).get("Makefile")).containsOnly("7.9.0-SNAPSHOT");
    assertThat(version(1, "7.9.0")).contains("nothing under Unreleased");
    assertThat(versions(copy).get("pom.xml")).containsOnly("7.9.0-SNAPSHOT");
  }

  @Test
  void whatIsNoVersionIsRefused() throws Exception {
    for (String no : List.of("", "1", "v1.2.3", "1.2.3; true")) {
      assertThat(version(2, no)).contains("a semantic version");
    }
  }
}
