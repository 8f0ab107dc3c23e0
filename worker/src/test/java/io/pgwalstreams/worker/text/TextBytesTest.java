package io.pgwalstreams.worker.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextBytesTest {
  private final TextBytes bytes = new TextBytes(1);

  private String written() {
    String text = new String(bytes.array(), 0, bytes.length(), StandardCharsets.UTF_8);
    bytes.clear();
    return text;
  }

  private static LongStream numbers() {
    var random = new Random(3);
    var edges = LongStream.iterate(1, n -> n * 10).limit(19).flatMap(n -> LongStream.of(n - 1, n));
    var any = LongStream.range(0, 10_000).map(i -> random.nextLong() >> random.nextInt(64));
    return LongStream.concat(
        LongStream.of(0, Integer.MAX_VALUE, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE),
        LongStream.concat(edges, any));
  }

  @Test
  void writesNumbersAsJavaDoes() {
    numbers()
        .forEach(
            n -> {
              bytes.number(n);
              assertThat(written()).isEqualTo(Long.toString(n));
            });
  }

  @Test
  void writesUnsignedHexadecimalDigitsWithoutLeadingZeros() {
    numbers()
        .forEach(
            n -> {
              bytes.hex((int) n);
              assertThat(written()).isEqualTo(String.format("%X", (int) n));
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "żółw", "a\u00e9", "\ud83d\ude00 and €"})
  void writesTextAsUtf8(String text) {
    bytes.symbol('<');
    bytes.text(text);
    bytes.symbol('>');
    assertThat(written()).isEqualTo("<" + text + ">");
  }

  @Test
  void growsAsFarAsItMust() {
    String large = "x".repeat(100_000);
    bytes.text(large);
    bytes.text(large.getBytes(StandardCharsets.UTF_8));
    assertThat(written()).isEqualTo(large + large);
  }
}
