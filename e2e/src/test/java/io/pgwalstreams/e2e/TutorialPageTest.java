package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tutorial and its files belong together. */
class TutorialPageTest {
  private static final Path FOLDER = Settings.ROOT.resolve("examples/tutorial");

  private static TypedPage page() throws IOException {
    return TypedPage.of(Files.readString(Settings.ROOT.resolve(TypedPage.TUTORIAL)));
  }

  @Test
  void everyFileOfTheTutorialIsUsedByIt() throws IOException {
    TypedPage page = page();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file -> {
                Path name = Settings.ROOT.relativize(file);
                String plain = "examples/tutorial/plain/apply.sh " + stem(file);
                assertThat(page.files().contains(name.toString()) || typed(page, plain))
                    .as(name.toString())
                    .isTrue();
              });
    }
  }

  private static boolean typed(TypedPage page, String command) {
    return page.typed().stream().anyMatch(prompt -> prompt.command().equals(command));
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\..*", "");
  }

  @Test
  void theStreamOfNackIsTheOneOfTheWalStream() {
    var spec = Document.in("examples/tutorial/walstream.yaml").getFirst().tree().path("spec");
    List<Document> nack = Document.in("examples/tutorial/stream.yaml");
    var stream = nack.getFirst().tree().path("spec");
    assertThat(stream.path("name")).isEqualTo(spec.at("/nats/stream/name"));
    assertThat(stream.at("/subjects/0").asText())
        .isEqualTo(spec.at("/nats/subjectPrefix").asText() + ".>");
    assertThat(nack.getLast().tree().at("/spec/streamName")).isEqualTo(stream.path("name"));
  }
}
