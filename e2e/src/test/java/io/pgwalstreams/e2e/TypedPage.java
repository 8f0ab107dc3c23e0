package io.pgwalstreams.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page whose commands a test types, as a list of blocks in the order of the page. Pure. */
record TypedPage(List<Block> blocks) {
  static final String TUTORIAL = "docs/guide/tutorial.md";
  static final String HELM = "docs/guide/helm.md";

  private static final String FENCE = "```";
  private static final String PROMPT = "$ ";

  /** "> Not run by the test: why. In its place: `command`, `command`." */
  private static final Pattern NOT_RUN =
      Pattern.compile(
          "> Not run by the test: (?<why>.+?)\\.(?: In its place: (?<instead>`.+`)\\.)?");

  private static final String NEITHER =
      ": tag it 'console run', or say above it '> Not run by the test: why.'";

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A fenced block; {@code line} is where it stands in the page. */
  sealed interface Block {
    int line();

    /** Typed by the test as it stands. */
    record Run(int line, List<Prompt> prompts) implements Block {}

    /** Not typed by the test, as the page says above it; {@code instead} is. */
    record NotRun(int line, String why, List<String> instead, List<Prompt> prompts)
        implements Block {}

    /** No commands: a document, say. */
    record Text(int line, String language, String content) implements Block {}
  }

  /**
   * @param line where the command stands in the page
   * @param command what is typed; it may have several lines
   * @param output what the page shows of its output; empty: nothing
   */
  record Prompt(int line, String command, String output) {}

  static TypedPage of(String text) {
    List<String> lines = text.lines().toList();
    var blocks = new ArrayList<Block>();
    int at = 0;
    while (at < lines.size()) {
      if (lines.get(at).startsWith(FENCE)) {
        int end = at + 1;
        while (!lines.get(end).equals(FENCE)) {
          end++;
        }
        blocks.add(block(lines, at, end));
        at = end;
      }
      at++;
    }
    return new TypedPage(List.copyOf(blocks));
  }

  private static Block block(List<String> lines, int begin, int end) {
    String tag = lines.get(begin).substring(FENCE.length());
    int line = begin + 1;
    List<String> content = lines.subList(begin + 1, end);
    if (!tag.startsWith("console")) {
      return new Block.Text(line, tag, String.join("\n", content));
    }
    List<Prompt> prompts = prompts(content, line + 1);
    if (tag.equals("console run")) {
      return new Block.Run(line, prompts);
    }
    Matcher remark =
        remark(lines, begin)
            .map(NOT_RUN::matcher)
            .filter(Matcher::matches)
            .orElseThrow(() -> new IllegalArgumentException("line " + line + NEITHER));
    return new Block.NotRun(
        line,
        remark.group("why"),
        Optional.ofNullable(remark.group("instead")).map(TypedPage::codes).orElse(List.of()),
        prompts);
  }

  /** The line above the block, or above the empty line above it. */
  private static Optional<String> remark(List<String> lines, int begin) {
    return lines.subList(Math.max(0, begin - 2), begin).stream()
        .filter(line -> !line.isBlank())
        .reduce((first, second) -> second);
  }

  private static List<String> codes(String text) {
    return CODE.matcher(text).results().map(code -> code.group(1)).toList();
  }

  private static List<Prompt> prompts(List<String> content, int firstLine) {
    var prompts = new ArrayList<Prompt>();
    int at = 0;
    while (at < content.size()) {
      int begin = at;
      if (!content.get(at).startsWith(PROMPT)) {
        throw new IllegalArgumentException("line %d: no command".formatted(firstLine + at));
      }
      var command = new StringBuilder(content.get(at++).substring(PROMPT.length()));
      while (command.charAt(command.length() - 1) == '\\') {
        command.append('\n').append(content.get(at++));
      }
      int output = at;
      while (at < content.size() && !content.get(at).startsWith(PROMPT)) {
        at++;
      }
      prompts.add(
          new Prompt(
              firstLine + begin,
              command.toString(),
              String.join("\n", content.subList(output, at))));
    }
    return List.copyOf(prompts);
  }

  /** What a test types, in its order. */
  List<Prompt> typed() {
    var typed = new ArrayList<Prompt>();
    for (Block block : blocks) {
      switch (block) {
        case Block.Run run -> typed.addAll(run.prompts());
        case Block.NotRun other ->
            other.instead().forEach(command -> typed.add(new Prompt(other.line(), command, "")));
        case Block.Text text -> {
          // nothing to type
        }
      }
    }
    return List.copyOf(typed);
  }

  /** Files of the repository that commands name. */
  List<String> files() {
    var files = new ArrayList<String>();
    for (Block block : blocks) {
      switch (block) {
        case Block.Run run -> run.prompts().forEach(p -> files.addAll(named(p.command())));
        case Block.NotRun other -> {
          other.prompts().forEach(p -> files.addAll(named(p.command())));
          other.instead().forEach(command -> files.addAll(named(command)));
        }
        case Block.Text text -> {
          // documents stand there as they are
        }
      }
    }
    return files.stream().distinct().sorted().toList();
  }

  private static List<String> named(String command) {
    return Arrays.stream(command.split("[\\s\"']+"))
        .filter(word -> word.startsWith("examples/") || word.startsWith("deploy/"))
        .toList();
  }
}
