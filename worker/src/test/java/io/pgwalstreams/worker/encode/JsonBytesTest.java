package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A JSON library is the judge. */
class JsonBytesTest {
  private static final ObjectMapper JUDGE = new ObjectMapper();

  private final JsonBytes json = new JsonBytes();

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String written() {
    return new String(json.copy(), StandardCharsets.UTF_8);
  }

  @Test
  void stringsAreWrittenAsTheLibraryDoes() throws IOException {
    var random = new Random(5);
    for (int i = 0; i < 5000; i++) {
      String text =
          random
              .ints(random.nextInt(40), 0, random.nextBoolean() ? 128 : 0x2FFFF)
              .filter(c -> c < 0xD800 || c > 0xDFFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      json.clear();
      json.string(utf8(text));
      assertThat(JUDGE.readValue(json.copy(), String.class)).isEqualTo(text);
      assertThat(written()).isEqualTo(JUDGE.writeValueAsString(text));
    }
  }

  /** Each byte at each place among others that are plain. */
  @Test
  void findsTheFirstCharacterThatIsNotWrittenAsItIs() {
    var random = new Random(9);
    for (int place = 0; place < 30; place++) {
      for (int b = Byte.MIN_VALUE; b <= Byte.MAX_VALUE; b++) {
        byte[] text = utf8("a~ z!#[]".repeat(4));
        text[place] = (byte) b;
        text[place + 1 + random.nextInt(text.length - place - 1)] = '"';
        boolean plain = b >= ' ' && b != '"' && b != '\\';
        int first = JsonBytes.plainUpTo(text, place, text.length);
        assertThat(first == place).as("byte %d", b).isEqualTo(!plain);
        assertThat(text[first] == '"' || first == place).isTrue();
        assertThat(JsonBytes.plainUpTo(text, place, place + 1))
            .isEqualTo(plain ? place + 1 : place);
      }
    }
  }

  @Test
  void hexadecimalDigitsBecomeBase64AndWhatIsNoneIsLeftToOthers() throws IOException {
    var content = new byte[301];
    new Random(6).nextBytes(content);
    byte[] hex = utf8("\\x" + HexFormat.of().formatHex(content) + "00");
    assertThat(json.base64OfHex(hex, 2, hex.length - 2)).isTrue();
    assertThat(JUDGE.readValue(json.copy(), byte[].class)).isEqualTo(content);
    json.clear();
    assertThat(json.base64OfHex(utf8("\\xabc"), 2, 5)).isFalse();
    assertThat(json.base64OfHex(utf8("\\xag"), 2, 4)).isFalse();
    assertThat(json.length()).isZero();
  }

  @Test
  void commasStandBetweenAndNowhereElse() {
    json.symbol('[');
    for (int i = 0; i < 3; i++) {
      json.separate();
      json.symbol('{');
      json.separate();
      json.symbol('}');
    }
    json.symbol(']');
    assertThat(written()).isEqualTo("[{},{},{}]");
  }

  @Test
  void theBufferGrowsWithWhatIsWrittenAndIsGivenBack() {
    String large = "\u0001".repeat(1_000_000);
    json.string(utf8(large));
    assertThat(json.length()).isEqualTo(6_000_002);
    json.clear();
    json.ascii("x");
    assertThat(written()).isEqualTo("x");
  }
}
