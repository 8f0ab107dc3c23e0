package io.pgwalstreams.e2e;

import java.io.IOException;
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
    try (Typist typist = Typist.of(TypedPage.TUTORIAL, "TutorialPageE2E", IMAGES)) {
      List<TypedPage.Prompt> prompts = typist.prompts();
      int first = firstEvent(prompts);
      Instant begin = Instant.now();
      for (int at = 0; at < prompts.size(); at++) {
        typist.type(prompts.get(at));
        if (at == first) {
          System.out.printf(
              "%nThe first event: after %d commands and %s.%n%n",
              at + 1, Duration.between(begin, Instant.now()));
        }
      }
    }
  }

  private static int firstEvent(List<TypedPage.Prompt> prompts) {
    return IntStream.range(0, prompts.size())
        .filter(at -> prompts.get(at).command().startsWith(FIRST_EVENT))
        .findFirst()
        .orElseThrow();
  }
}
