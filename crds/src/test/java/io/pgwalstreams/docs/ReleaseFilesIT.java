package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Laying out a release, on a copy of what it takes from the repository and stand-ins for what is
 * built. {@code make release-files} does it with the real ones.
 */
class ReleaseFilesIT {
  private static final String CRD = "crds/generated/walstreams.pgwalstreams.io-v1.yml";
  private static final String VERSION = "7.8.9";
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");

  /**
   * What {@code make images sbom plugin} leaves, the machine's own parts of the plugin included.
   */
  private static final List<String> BUILT =
      List.of(
          "operator/target/pgwalstreams-operator-image.tar",
          "operator/target/pgwalstreams-operator-sbom.json",
          "worker/target/pgwalstreams-worker-image.tar",
          "worker/target/pgwalstreams-worker-sbom.json",
          "worker/target/pgwalstreams-worker.jar",
          "worker/target/lib/jnats.jar",
          "plugin/target/pgwalstreams-plugin-sbom.json",
          "plugin/target/kubectl-walstream/kubectl-walstream",
          "plugin/target/kubectl-walstream/kubectl_complete-walstream",
          "plugin/target/kubectl-walstream/kubectl-walstream.jar",
          "plugin/target/kubectl-walstream/lib/picocli.jar",
          "plugin/target/kubectl-walstream/java",
          "plugin/target/kubectl-walstream/app.aot");

  private Path copy;
  private Path release;

  @BeforeEach
  void copy(@TempDir Path folder) throws IOException, InterruptedException {
    copy = folder;
    release = folder.resolve("target/release");
    take("pom.xml");
    take("LICENSE");
    take("CHANGELOG.md");
    take("Makefile");
    take(CRD);
    take("bin/pgwalstreams-worker");
    try (Stream<Path> deploy = Files.walk(Page.ROOT.resolve("deploy"))) {
      for (Path file : deploy.filter(Files::isRegularFile).toList()) {
        take(Page.ROOT.relativize(file).toString());
      }
    }
    Files.createDirectories(copy.resolve("operator"));
    for (String file : BUILT) {
      Files.createDirectories(copy.resolve(file).getParent());
      Files.writeString(copy.resolve(file), file);
    }
    Files.writeString(copy.resolve("operator/pom.xml"), "<project/>");
    ok(copy, "deploy/version.sh", VERSION);
    ok(copy, "deploy/release-files.sh");
  }

  private void take(String file) throws IOException {
    Path to = copy.resolve(file);
    Files.createDirectories(to.getParent());
    Files.copy(Page.ROOT.resolve(file), to, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static String ok(Path folder, String... words) throws IOException, InterruptedException {
    return run(0, folder, words);
  }

  private static String run(int status, Path folder, String... words)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(status);
    return said;
  }

  private List<String> laidOut() throws IOException {
    try (Stream<Path> files = Files.list(release)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void layOutWhatThePageNames() throws IOException {
    String page = Page.read(Page.ROOT.resolve("docs/releasing.md")).text();
    List<String> named =
        page.lines()
            .dropWhile(line -> !line.equals("| File | What it is |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .map(row -> row.substring(0, row.indexOf('|', 1)))
            .flatMap(cell -> NAME.matcher(cell).results())
            .map(name -> name.group(1).replace("0.1.0", VERSION))
            .toList();

    assertThat(laidOut()).containsExactlyInAnyOrderElementsOf(named);
  }

  @Test
  void namesEveryFileWithItsChecksumSoThatAChangedOneIsFound() throws Exception {
    List<String> others = laidOut().stream().filter(name -> !name.equals("SHA256SUMS")).toList();
    assertThat(Files.readAllLines(release.resolve("SHA256SUMS")))
        .extracting(line -> line.substring(66))
        .containsExactlyInAnyOrderElementsOf(others);
    ok(release, "sha256sum", "--check", "--strict", "SHA256SUMS");

    String worker = "pgwalstreams-worker-" + VERSION + ".tar.gz";
    Files.writeString(release.resolve(worker), "another");
    assertThat(run(1, copy, "deploy/release-check.sh"))
        .contains(worker + ": FAILED", "is not the one that SHA256SUMS names");
  }

  @Test
  void aFileWithoutAChecksumIsFound() throws Exception {
    Files.writeString(release.resolve("more.txt"), "more");
    assertThat(run(1, copy, "deploy/release-check.sh")).contains("does not name more.txt");
  }

  @Test
  void thePluginHasNothingOfTheMachineThatBuiltIt() throws Exception {
    String top = "kubectl-walstream-" + VERSION + "/";
    assertThat(files("kubectl-walstream-" + VERSION + ".tar.gz"))
        .containsExactlyInAnyOrder(
            top + "LICENSE",
            top + "kubectl-walstream",
            top + "kubectl_complete-walstream",
            top + "kubectl-walstream.jar",
            top + "lib/picocli.jar");
  }

  @Test
  void theWorkerFindsItsLibrariesWhereItsScriptLooks() throws Exception {
    String top = "pgwalstreams-worker-" + VERSION + "/";
    assertThat(files("pgwalstreams-worker-" + VERSION + ".tar.gz"))
        .containsExactlyInAnyOrder(
            top + "LICENSE",
            top + "bin/pgwalstreams-worker",
            top + "worker/target/pgwalstreams-worker.jar",
            top + "worker/target/lib/jnats.jar");
  }

  private List<String> files(String archive) throws IOException, InterruptedException {
    return ok(release, "tar", "-tzf", archive).lines().filter(f -> !f.endsWith("/")).toList();
  }

  @Test
  void theSameFilesMakeTheSameBytes() throws Exception {
    String before = Files.readString(release.resolve("SHA256SUMS"));
    for (String file : BUILT) {
      Files.setLastModifiedTime(copy.resolve(file), FileTime.fromMillis(1_000_000));
    }
    ok(copy, "deploy/release-files.sh");
    assertThat(Files.readString(release.resolve("SHA256SUMS"))).isEqualTo(before);
  }
}
