package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayTextTest {
  /** Writes what it hears: {@code (a|b|NULL)}, with {@code |} behind each element. */
  private static final class Transcript implements ArrayText.Sink {
    private final StringBuilder heard = new StringBuilder();

    @Override
    public void open() {
      heard.append('(');
    }

    @Override
    public void close() {
      heard.append(')');
    }

    @Override
    public void nothing() {
      heard.append("<null>|");
    }

    @Override
    public void element(byte[] utf8) {
      heard.append(new String(utf8, StandardCharsets.UTF_8)).append('|');
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String read(String text, char delimiter) throws IOException {
    assertThat(ArrayText.isOne(bytes(text), delimiter)).isTrue();
    var transcript = new Transcript();
    ArrayText.read(bytes(text), delimiter, transcript);
    return transcript.heard.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\'',
      value = {
        "{}                       ~ ()",
        "{1,2,3}                  ~ (1|2|3|)",
        "{NULL,\"NULL\",null}     ~ (<null>|NULL|null|)",
        "{\"\"}                   ~ (|)",
        "{\"a,b\",\"{}\"}         ~ (a,b|{}|)",
        "{\"say \\\"hi\\\" \\\\\"} ~ (say \"hi\" \\|)",
        "{{1,2},{3,NULL}}         ~ ((1|2|)(3|<null>|))",
        "{{{{{{1}}}}}}            ~ ((((((1|))))))",
        "[0:2]={1,2,3}            ~ (1|2|3|)",
        "[-1:0][5:6]={{1,2},{3,4}} ~ ((1|2|)(3|4|))",
        "{żółw,😀}                ~ (żółw|😀|)",
        "{2026-01-02 03:04}       ~ (2026-01-02 03:04|)",
      })
  void hearsWhatIsInIt(String text, String heard) throws IOException {
    assertThat(read(text, ',')).isEqualTo(heard);
  }

  @Test
  void aBoxesDelimiterIsTheSemicolon() throws IOException {
    assertThat(read("{(1,1),(0,0);(2,2),(0,0)}", ';')).isEqualTo("((1,1),(0,0)|(2,2),(0,0)|)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "}",
        "1,2",
        "{1",
        "{1,}",
        "{,1}",
        "{1}}",
        "{1} ",
        "{{1}",
        "{\"a}",
        "{\"a\\",
        "{\"a\\\"}",
        "{\"a\"b}",
        "{a\"b\"}",
        "{a{b}}",
        "{a\\b}",
        "{1}{2}",
        "[0:2]",
        "[0:2]{1}",
        "[a]={1}",
        "[",
        "{{{{{{{1}}}}}}}",
        "(1,2)",
        "[1,2)"
      })
  void isNoArray(String text) throws IOException {
    assertThat(ArrayText.isOne(bytes(text), ',')).isFalse();
    assertThatThrownBy(() -> ArrayText.read(bytes(text), ',', new Transcript()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingMakesItFailOtherwise() throws IOException {
    var random = new Random(20260103);
    String alphabet = "{}{},,\"\\a1N[]=;:";
    int arrays = 0;
    for (int i = 0; i < 200_000; i++) {
      var text = new StringBuilder("{");
      int length = random.nextInt(10);
      for (int j = 0; j < length; j++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      if (random.nextBoolean()) {
        text.append('}');
      }
      if (ArrayText.isOne(bytes(text.toString()), ',')) {
        arrays++;
      }
    }
    assertThat(arrays).isGreaterThan(1000);
  }
}
