package io.pgwalstreams.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown page of the repository. */
record Page(Path path, String text) {
  static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();

  private static final Pattern FENCE = Pattern.compile("(?ms)^```([^\\n`]*)\\n(.*?)^```[ \\t]*$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");

  /** A fenced block: what stands behind the fence, and the lines in it. */
  record Fence(String tag, String content) {}

  /** Every page that is written for readers. */
  static List<Page> all() {
    var pages = new ArrayList<Page>();
    for (String top : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
      add(pages, ROOT.resolve(top));
    }
    for (String folder : List.of("docs", "deploy", "examples")) {
      walk(ROOT.resolve(folder)).forEach(p -> add(pages, p));
    }
    return pages;
  }

  private static void add(List<Page> pages, Path path) {
    boolean built = path.toString().matches(".*/(target|node_modules)/.*");
    if (Files.isRegularFile(path) && path.toString().endsWith(".md") && !built) {
      pages.add(read(path));
    }
  }

  private static List<Path> walk(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Page read(Path path) {
    try {
      return new Page(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page's name from the root of the repository. */
  String name() {
    return ROOT.relativize(path).toString();
  }

  List<Fence> fences() {
    return FENCE.matcher(text).results().map(m -> new Fence(m.group(1), m.group(2))).toList();
  }

  /** Targets of links, those in fenced blocks left out. */
  List<String> links() {
    return LINK.matcher(FENCE.matcher(text).replaceAll("")).results().map(m -> m.group(1)).toList();
  }

  /** The fragments that its headings have. */
  List<String> fragments() {
    return HEADING
        .matcher(FENCE.matcher(text).replaceAll(""))
        .results()
        .map(m -> m.group(1).toLowerCase(Locale.ROOT))
        .map(h -> h.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .toList();
  }
}
