package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a program says, a remedy or a help, holds by itself: who has the image has none of the
 * repository's files. A comment in the source may name them.
 */
class SelfContainedTextsTest {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?s)/\\*.*?\\*/|//[^\\n]*|'(?:[^'\\\\]|\\\\.)+'"
              + "|(?<text>\"\"\".*?(?<!\\\\)\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*+\")");

  private static final Pattern FILE_OF_OURS =
      Pattern.compile("\\bdocs/|\\bdesign note|\\.md\\b|see the (guide|reference|docs)");

  @Test
  void noTextOfAProgramNamesAFileThatItsUserHasNotGot() throws IOException {
    var found = new ArrayList<String>();
    for (Path source : sources()) {
      for (String text : texts(Files.readString(source))) {
        if (FILE_OF_OURS.matcher(text).find()) {
          found.add(Page.ROOT.relativize(source) + ": " + text);
        }
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void commentsAreNoTextsAndTextsAreFoundWholeAmongThem() {
    assertThat(
            texts(
                """
                /** "docs/a" */ // "docs/b"
                char c = '"'; String s = "see \\"docs/c\\""; // it's
                String t = \"""
                  docs/d "x"
                  \"""; String u = "http://e";
                """))
        .containsExactly(
            "\"see \\\"docs/c\\\"\"", "\"\"\"\n  docs/d \"x\"\n  \"\"\"", "\"http://e\"");
  }

  private static List<String> texts(String source) {
    return TOKEN
        .matcher(source)
        .results()
        .filter(token -> token.group("text") != null)
        .map(MatchResult::group)
        .toList();
  }

  /** What becomes a program: the tests of the modules, and what only they use, does not. */
  private static List<Path> sources() throws IOException {
    var all = new ArrayList<Path>();
    for (String module : List.of("crds", "database", "postgres", "worker", "operator", "plugin")) {
      try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve("src/main"))) {
        all.addAll(files.filter(f -> f.toString().endsWith(".java")).toList());
      }
    }
    assertThat(all).hasSizeGreaterThan(200);
    return all;
  }
}
