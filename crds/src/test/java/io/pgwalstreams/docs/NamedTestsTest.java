package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A page that says "this is tested there" is right: the class is there, and so is the method. */
class NamedTestsTest {
  private static final Pattern NAMED =
      Pattern.compile("\\b([A-Z][a-z]\\w*(?:Test|IT|E2E))\\b(?:#(\\w+))?");

  @Test
  void everyTestThatAPageNamesExists() throws IOException {
    Map<String, Path> tests = tests();
    var missing = new ArrayList<String>();
    for (Page page : Page.all()) {
      for (MatchResult named : NAMED.matcher(page.text()).results().toList()) {
        if (!exists(tests.get(named.group(1)), named.group(2))) {
          missing.add(page.name() + ": " + named.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean exists(Path file, String method) throws IOException {
    return file != null
        && (method == null || Files.readString(file).contains(" void " + method + "("));
  }

  @Test
  void theGuaranteesNameTheirTests() {
    String page = Page.read(Page.ROOT.resolve("docs/guarantees.md")).text();
    List<String> promises =
        page.lines()
            .dropWhile(line -> !line.equals("|---|---|---|"))
            .skip(1)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(promises)
        .hasSizeGreaterThan(10)
        .allMatch(row -> NAMED.matcher(row).find(), "names the test that shows it");
  }

  /** Files by the class's name. */
  private static Map<String, Path> tests() throws IOException {
    var found = new HashMap<String, Path>();
    try (Stream<Path> modules = Files.list(Page.ROOT)) {
      for (Path module : modules.toList()) {
        Path sources = module.resolve("src/test/java");
        if (Files.isDirectory(sources)) {
          add(found, sources);
        }
      }
    }
    return found;
  }

  private static void add(Map<String, Path> found, Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(f -> f.toString().endsWith(".java"))
          .forEach(f -> found.put(f.getFileName().toString().replace(".java", ""), f));
    }
  }
}
