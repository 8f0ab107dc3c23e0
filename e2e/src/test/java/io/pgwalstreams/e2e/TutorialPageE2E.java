package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tutorial, typed word for word, prints what it shows. */
class TutorialPageE2E {
  @RegisterExtension static final Cluster cluster = Cluster.withoutItsNamespace("shop");

  /** Where the tutorial has its first event. */
  private static final String FIRST_EVENT = "nats consumer next";

  private static final Map<String, String> IMAGES =
      Map.of(
          "IMAGE_OPERATOR", Settings.OPERATOR_IMAGE,
          "IMAGE_WORKER", Settings.WORKER_IMAGE,
          "IMAGE_POSTGRES", Settings.POSTGRES_IMAGE,
          "IMAGE_NATS", Settings.NATS_IMAGE,
          "IMAGE_NATS_BOX", Settings.NATS_IMAGE);

  @Test
  void everyCommandDoesWhatThePageShows() throws IOException {
    List<TutorialPage.Prompt> prompts =
        TutorialPage.of(Files.readString(Settings.ROOT.resolve(TutorialPage.FILE))).typed();
    int first = firstEvent(prompts);
    Path transcript =
        Files.createDirectories(Settings.OUTPUT.resolve("TutorialPageE2E")).resolve("typed.txt");
    Files.deleteIfExists(transcript);
    Instant begin = Instant.now();
    try (Terminal terminal = Terminal.open(IMAGES)) {
      for (int at = 0; at < prompts.size(); at++) {
        type(terminal, prompts.get(at), transcript);
        if (at == first) {
          System.out.printf(
              "%nThe first event: after %d commands and %s.%n%n",
              at + 1, Duration.between(begin, Instant.now()));
        }
      }
    }
  }

  private static int firstEvent(List<TutorialPage.Prompt> prompts) {
    return IntStream.range(0, prompts.size())
        .filter(at -> prompts.get(at).command().startsWith(FIRST_EVENT))
        .findFirst()
        .orElseThrow();
  }

  private static void type(Terminal terminal, TutorialPage.Prompt prompt, Path transcript)
      throws IOException {
    Command typed = terminal.type(prompt.command());
    String shown = "$ " + prompt.command() + "\n" + typed.out() + "\n";
    System.out.print(shown);
    Files.writeString(transcript, shown, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    String place = TutorialPage.FILE + ":" + prompt.line() + ": " + prompt.command();
    assertThat(typed.exit()).as(place + "\n" + typed.out()).isZero();
    if (!prompt.output().isBlank()) {
      assertThat(new Shown(prompt.output()).is(typed.out()))
          .as("%s%n--- the page shows%n%s%n--- written%n%s", place, prompt.output(), typed.out())
          .isTrue();
    }
  }
}
