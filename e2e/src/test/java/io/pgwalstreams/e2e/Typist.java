package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Types the commands of a page, and compares what is printed with what the page shows. */
final class Typist implements AutoCloseable {
  /** What the Kubernetes library of helm and kubectl logs by itself, as of a watch that it ends. */
  private static final Pattern LIBRARY_LOG =
      Pattern.compile("(?m)^[EWI]\\d{4} [\\d:.]+ +\\d+ \\S+:\\d+] .*(\\R|$)");

  private final String page;
  private final List<TypedPage.Prompt> prompts;
  private final Path transcript;
  private final Terminal terminal;

  private Typist(String page, List<TypedPage.Prompt> prompts, Path transcript, Terminal terminal) {
    this.page = page;
    this.prompts = prompts;
    this.transcript = transcript;
    this.terminal = terminal;
  }

  /** What was typed and printed stays in a folder with the test's name. */
  static Typist of(String page, String test, Map<String, String> environment) throws IOException {
    TypedPage read = TypedPage.of(Files.readString(Settings.ROOT.resolve(page)));
    Path folder = Files.createDirectories(Settings.OUTPUT.resolve(test));
    Path transcript = folder.resolve("typed.txt");
    Files.deleteIfExists(transcript);
    return new Typist(page, read.typed(), transcript, Terminal.open(environment));
  }

  List<TypedPage.Prompt> prompts() {
    return prompts;
  }

  void type(TypedPage.Prompt prompt) throws IOException {
    Command typed = terminal.type(prompt.command());
    String shown = "$ " + prompt.command() + "\n" + typed.out() + "\n";
    System.out.print(shown);
    Files.writeString(transcript, shown, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    String place = page + ":" + prompt.line() + ": " + prompt.command();
    assertThat(typed.exit()).as(place + "\n" + typed.out()).isZero();
    if (!prompt.output().isBlank()) {
      assertThat(new Shown(prompt.output()).is(LIBRARY_LOG.matcher(typed.out()).replaceAll("")))
          .as("%s%n--- the page shows%n%s%n--- written%n%s", place, prompt.output(), typed.out())
          .isTrue();
    }
  }

  @Override
  public void close() {
    terminal.close();
  }
}
