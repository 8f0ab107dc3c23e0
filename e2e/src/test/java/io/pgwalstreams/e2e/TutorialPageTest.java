package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tutorial is a page that a test can type. */
class TutorialPageTest {
  private static final Path FOLDER = Settings.ROOT.resolve("examples/tutorial");

  private static TutorialPage page() throws IOException {
    return TutorialPage.of(Files.readString(Settings.ROOT.resolve(TutorialPage.FILE)));
  }

  @Test
  void everyBlockOfCommandsIsTypedOrSaysWhyNot() throws IOException {
    // reading it refuses what is neither
    List<TutorialPage.Block> blocks = page().blocks();
    assertThat(blocks).hasAtLeastOneElementOfType(TutorialPage.Block.Run.class);
    assertThat(blocks).hasAtLeastOneElementOfType(TutorialPage.Block.NotRun.class);
    assertThat(blocks)
        .filteredOn(TutorialPage.Block.Text.class::isInstance)
        .extracting(TutorialPage.Block.Text.class::cast)
        .allSatisfy(
            text -> {
              assertThat(text.language()).as("line " + text.line()).isEqualTo("yaml");
              assertThat(Document.all(text.content())).as("line " + text.line()).isNotEmpty();
            });
  }

  @Test
  void everyFileThatACommandNamesIsThereAndCanBeRead() throws IOException {
    assertThat(page().files())
        .isNotEmpty()
        .allSatisfy(
            name -> {
              assertThat(Settings.ROOT.resolve(name)).exists();
              if (name.endsWith(".yaml")) {
                assertThat(Document.in(name)).as(name).isNotEmpty();
              }
            });
  }

  @Test
  void everyFileOfTheTutorialIsUsedByIt() throws IOException {
    TutorialPage page = page();
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

  private static boolean typed(TutorialPage page, String command) {
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

  @Test
  void aCommandGoesOnBehindABackslashAndItsOutputUpToTheNextPrompt() {
    TutorialPage page =
        TutorialPage.of(
            """
            # A page

            ```console run
            $ echo one \\
                two
            one two
            $ true
            ```
            """);
    assertThat(page.typed())
        .containsExactly(
            new TutorialPage.Prompt(4, "echo one \\\n    two", "one two"),
            new TutorialPage.Prompt(7, "true", ""));
  }

  @Test
  void whatStandsInPlaceOfABlockIsTyped() {
    TutorialPage page =
        TutorialPage.of(
            """
            > Not run by the test: there is no chart. In its place: `deploy/a.sh b`, `true`.

            ```console
            $ helm install
            ```
            """);
    assertThat(page.typed())
        .extracting(TutorialPage.Prompt::command)
        .containsExactly("deploy/a.sh b", "true");
    assertThat(page.files()).containsExactly("deploy/a.sh");
  }

  @Test
  void aBlockThatIsNotTypedAndDoesNotSayWhyIsRefused() {
    assertThatThrownBy(() -> TutorialPage.of("text\n\n```console\n$ helm install\n```\n"))
        .hasMessageContaining("line 3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop True 9s          | shop   True     1m12s   | true
          shop True 9s          | shop   False    9s      | false
          pod/shop-worker-…     | pod/shop-worker-5d-x2   | true
          created … and …       | created and more        | false
          id 1                  | id 12                   | false
          a.c                   | abc                     | false
          """)
  void anEllipsisIsAnyTextAndAnAgeIsLikeAnother(String shown, String written, boolean same) {
    assertThat(new Shown(shown).is(written)).isEqualTo(same);
  }

  @Test
  void anEllipsisAloneIsAnyLines() {
    Shown shown = new Shown("first\n…\nlast");
    assertThat(shown.is("first\nlast")).isTrue();
    assertThat(shown.is("first\na\n\nb\nlast\n")).isTrue();
    assertThat(shown.is("first\na")).isFalse();
    assertThat(new Shown("a\n\nb").is("a\n\n\nb")).isTrue();
  }
}
