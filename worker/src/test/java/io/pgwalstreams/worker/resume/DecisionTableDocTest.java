package io.pgwalstreams.worker.resume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/design/0002-delivery.md} and its tests have the same rows. */
class DecisionTableDocTest {
  private static final Path NOTE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "design", "0002-delivery.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| ([SRP][0-9]+) \\|");
  private static final Pattern NAME = Pattern.compile("^([srp][0-9]+)[A-Z].*");

  @Test
  void everyRowHasATestNamedAfterItAndEveryTestItsRow() throws IOException {
    var rows =
        ROW.matcher(Files.readString(NOTE))
            .results()
            .map((MatchResult m) -> m.group(1).toLowerCase(Locale.ROOT))
            .toList();
    assertThat(rows).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(rows)).isEqualTo(new TreeSet<>(tested()));
  }

  private static Set<String> tested() {
    return Arrays.stream(DecisionTableTest.class.getDeclaredMethods())
        .filter(m -> m.isAnnotationPresent(Test.class))
        .map(Method::getName)
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .map(m -> m.group(1))
        .collect(Collectors.toSet());
  }
}
