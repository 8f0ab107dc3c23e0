package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be checked of the pages without running anything. */
class PagesTest {
  @Test
  void everyRelativeLinkLeadsSomewhere() {
    var broken = new ArrayList<String>();
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        if (!link.matches("[a-z]+:.*") && !leadsSomewhere(page, link)) {
          broken.add(page.name() + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Page page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    if (!target.startsWith(Page.ROOT) || !Files.exists(target)) {
      return false;
    }
    return hash < 0 || Page.read(target).fragments().contains(link.substring(hash + 1));
  }

  /** From README.md, or from the index of the documentation. */
  @Test
  void everyPageIsReachedByLinks() {
    var reached = new HashSet<Path>();
    var next = new ArrayDeque<Path>();
    next.add(Page.ROOT.resolve("README.md"));
    next.add(Page.ROOT.resolve("docs/README.md"));
    while (!next.isEmpty()) {
      Path path = next.remove();
      if (Files.isRegularFile(path) && reached.add(path)) {
        next.addAll(Page.read(path).linkedPages());
      }
    }
    assertThat(Page.all())
        .filteredOn(page -> !reached.contains(page.path()))
        .extracting(Page::name)
        .as("pages that nothing leads to: link them in docs/README.md")
        .isEmpty();
  }

  /**
   * Blocks tagged {@code console run} are meant to be run by a test: commands behind a prompt, and
   * below each what it prints.
   */
  @Test
  void everyBlockToRunBeginsWithACommand() {
    for (Page page : Page.all()) {
      for (Page.Fence fence : page.fences()) {
        if (fence.tag().equals("console run")) {
          assertThat(fence.content()).as(page.name()).startsWith("$ ");
        }
      }
    }
  }

  /**
   * Else kubectl apply warns of an annotation that is missing, where a file has that Secret too.
   */
  @Test
  void everySecretThatAPageCreatesCanBeAppliedLater() {
    var create = Pattern.compile("(?m)^ *(?:\\$ )?(kubectl create secret (?:.*\\\\\\n)*.*)$");
    List<String> commands =
        Page.all().stream()
            .flatMap(page -> page.fences().stream())
            .flatMap(fence -> create.matcher(fence.content()).results())
            .map(found -> found.group(1))
            .toList();
    assertThat(commands)
        .isNotEmpty()
        .allSatisfy(command -> assertThat(command).containsAnyOf("--save-config", "--dry-run"));
  }

  @Test
  void everyPageBeginsWithItsTitle() {
    assertThat(Page.all())
        .isNotEmpty()
        .allSatisfy(page -> assertThat(page.text()).as(page.name()).startsWith("# "));
  }

  @Test
  void everySourceFileInTheArchitectureExists() throws IOException {
    Set<String> names = new HashSet<>();
    for (String module :
        List.of(
            "crds",
            "database",
            "postgres",
            "testkit",
            "worker",
            "operator",
            "plugin",
            "demo",
            "benchmarks")) {
      try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve("src/main/java"))) {
        files.forEach(f -> names.add(f.getFileName().toString()));
      }
    }
    var named = Pattern.compile("[A-Za-z]+\\.java");
    String text = Page.read(Page.ROOT.resolve("docs/architecture.md")).text();
    assertThat(named.matcher(text).results().map(MatchResult::group))
        .isNotEmpty()
        .allSatisfy(name -> assertThat(names).contains(name));
  }
}
