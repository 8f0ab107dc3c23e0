package io.pgwalstreams.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A Markdown page of the repository. */
record Page(Path path, String text) {
  static final Path ROOT =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize().getParent();

  private static final Pattern FENCE = Pattern.compile("(?ms)^```([^\\n`]*)\\n(.*?)^```[ \\t]*$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("`[^`\\n]+`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?)\\s*$");

  /** A fenced block: what stands behind the fence, and the lines in it. */
  record Fence(String tag, String content) {}

  /** Every page of the repository; what a build has left, and what is hidden, is none. */
  static List<Page> all() {
    var paths = new ArrayList<Path>();
    try {
      Files.walkFileTree(ROOT, new Walk(paths));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return paths.stream().sorted().map(Page::read).toList();
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private static final Set<String> LEFT_BY_BUILDS = Set.of("target", "node_modules");

    private final List<Path> found;

    private Walk(List<Path> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      String name = folder.getFileName().toString();
      return !folder.equals(ROOT) && (name.startsWith(".") || LEFT_BY_BUILDS.contains(name))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (file.toString().endsWith(".md")) {
        found.add(file);
      }
      return FileVisitResult.CONTINUE;
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

  /** Targets of links, those in fenced blocks and in code left out. */
  List<String> links() {
    return LINK.matcher(CODE.matcher(prose()).replaceAll("`code`"))
        .results()
        .map(m -> m.group(1))
        .toList();
  }

  /** The pages that it links to, whether they exist or not. */
  List<Path> linkedPages() {
    return links().stream()
        .filter(link -> !link.matches("[a-z]+:.*"))
        .map(link -> link.replaceFirst("#.*", ""))
        .filter(file -> file.endsWith(".md"))
        .map(file -> path.resolveSibling(file).normalize())
        .toList();
  }

  /** The fragments that its headings have; what comes again is counted, as GitHub does. */
  List<String> fragments() {
    var seen = new HashMap<String, Integer>();
    return HEADING
        .matcher(prose())
        .results()
        .map(m -> m.group(1).toLowerCase(Locale.ROOT))
        .map(h -> h.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
        .map(
            h -> {
              int before = seen.merge(h, 1, Integer::sum) - 1;
              return before == 0 ? h : h + "-" + before;
            })
        .toList();
  }

  private String prose() {
    return FENCE.matcher(text).replaceAll("");
  }
}
