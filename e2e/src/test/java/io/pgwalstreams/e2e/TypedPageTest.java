package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A page whose commands are typed is one that a test can type, and compare. */
class TypedPageTest {
  private static TypedPage page(String file) throws IOException {
    return TypedPage.of(Files.readString(Settings.ROOT.resolve(file)));
  }

  @ParameterizedTest
  @ValueSource(strings = {TypedPage.TUTORIAL, TypedPage.HELM})
  void everyBlockOfCommandsIsTypedOrSaysWhyNot(String file) throws IOException {
    // reading it refuses what is neither
    List<TypedPage.Block> blocks = page(file).blocks();
    assertThat(blocks).hasAtLeastOneElementOfType(TypedPage.Block.Run.class);
    assertThat(blocks).hasAtLeastOneElementOfType(TypedPage.Block.NotRun.class);
    assertThat(blocks)
        .filteredOn(TypedPage.Block.Text.class::isInstance)
        .extracting(TypedPage.Block.Text.class::cast)
        .allSatisfy(
            text -> {
              assertThat(text.language()).as("line " + text.line()).isEqualTo("yaml");
              assertThat(Document.all(text.content())).as("line " + text.line()).isNotEmpty();
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {TypedPage.TUTORIAL, TypedPage.HELM})
  void everyFileThatACommandNamesIsThereAndCanBeRead(String file) throws IOException {
    assertThat(page(file).files())
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
  void aCommandGoesOnBehindABackslashAndItsOutputUpToTheNextPrompt() {
    TypedPage page =
        TypedPage.of(
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
            new TypedPage.Prompt(4, "echo one \\\n    two", "one two"),
            new TypedPage.Prompt(7, "true", ""));
  }

  @Test
  void whatStandsInPlaceOfABlockIsTyped() {
    TypedPage page =
        TypedPage.of(
            """
            > Not run by the test: there is no chart. In its place: `deploy/a.sh b`, `true`.

            ```console
            $ helm install
            ```
            """);
    assertThat(page.typed())
        .extracting(TypedPage.Prompt::command)
        .containsExactly("deploy/a.sh b", "true");
    assertThat(page.files()).containsExactly("deploy/a.sh");
  }

  @Test
  void aBlockThatIsNotTypedAndDoesNotSayWhyIsRefused() {
    assertThatThrownBy(() -> TypedPage.of("text\n\n```console\n$ helm install\n```\n"))
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
