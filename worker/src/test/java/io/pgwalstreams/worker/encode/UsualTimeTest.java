package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsualTimeTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static boolean isOne(byte[] text) {
    return UsualTime.isOne(text, 0, text.length);
  }

  private static byte[] rfc3339(byte[] text) {
    var json = new JsonBytes();
    UsualTime.write(text, 0, text.length, json);
    byte[] quoted = json.copy();
    return Arrays.copyOfRange(quoted, 1, quoted.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02 03:04:05+00",
        "2026-01-02 03:04:05.6+00",
        "0001-12-31 23:59:59.678901+00"
      })
  void isWrittenAsEveryOtherTime(String text) {
    assertThat(isOne(bytes(text))).isTrue();
    assertThat(rfc3339(bytes(text))).isEqualTo(bytes(TemporalText.timestampTz(text)));
  }

  /** The slow way knows what is no time at all, and what takes another form. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02 03:04:05.678901+00",
        "12026-01-02 03:04:05+00",
        "infinity",
        "0044-03-15 01:02:03+00 BC",
        "2026-01-02 03:04:05.6+02:30",
        ""
      })
  void whatIsMutatedIsEitherTheSameAsTheSlowWayOrLeftToIt(String text) {
    var random = new Random(9);
    for (int i = 0; i < 20_000; i++) {
      var mutated = new StringBuilder(text);
      for (int n = random.nextInt(3); n > 0 && !mutated.isEmpty(); n--) {
        int at = random.nextInt(mutated.length());
        switch (random.nextInt(3)) {
          case 0 -> mutated.setCharAt(at, (char) (' ' + random.nextInt(96)));
          case 1 -> mutated.deleteCharAt(at);
          default -> mutated.insert(at, "0:.-+ 9T".charAt(random.nextInt(8)));
        }
      }
      byte[] bytes = bytes(mutated.toString());
      if (isOne(bytes)) {
        assertThat(rfc3339(bytes)).isEqualTo(bytes(TemporalText.timestampTz(mutated.toString())));
      }
    }
  }
}
