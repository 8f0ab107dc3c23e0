package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsualTimeTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private enum Form {
    DATE,
    TIMESTAMP,
    TIMESTAMP_TZ;

    boolean isOf(String text) {
      byte[] bytes = bytes("<" + text + ">");
      int to = bytes.length - 1;
      return switch (this) {
        case DATE -> UsualTime.isDate(bytes, 1, to);
        case TIMESTAMP -> UsualTime.isTimestamp(bytes, 1, to);
        case TIMESTAMP_TZ -> UsualTime.isTimestampTz(bytes, 1, to);
      };
    }

    private String quick(String text) {
      byte[] bytes = bytes("<" + text + ">");
      int to = bytes.length - 1;
      var json = new JsonBytes();
      switch (this) {
        case DATE -> json.string(bytes, 1, to);
        case TIMESTAMP -> UsualTime.writeTimestamp(bytes, 1, to, json);
        case TIMESTAMP_TZ -> UsualTime.writeTimestampTz(bytes, 1, to, json);
      }
      return new String(json.copy(), StandardCharsets.ISO_8859_1);
    }

    private @Nullable String slow(String text) {
      return switch (this) {
        case DATE -> TemporalText.date(text);
        case TIMESTAMP -> TemporalText.timestamp(text);
        case TIMESTAMP_TZ -> TemporalText.timestampTz(text);
      };
    }

    void isWrittenAsTheSlowWayDoes(String text) {
      assertThat(quick(text)).isEqualTo('"' + slow(text) + '"');
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DATE, 2026-01-02",
    "DATE, 0001-12-31",
    "TIMESTAMP, 2026-01-02 03:04:05",
    "TIMESTAMP, 2026-01-02 03:04:05.6",
    "TIMESTAMP_TZ, 2026-01-02 03:04:05+00",
    "TIMESTAMP_TZ, 2026-01-02 03:04:05.6+00",
    "TIMESTAMP_TZ, 0001-12-31 23:59:59.678901+00"
  })
  void isWrittenAsEveryOtherTime(Form form, String text) {
    assertThat(form.isOf(text)).isTrue();
    form.isWrittenAsTheSlowWayDoes(text);
  }

  /** The slow way knows what is no time at all, and what takes another form. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02",
        "2026-01-02 03:04:05.678901",
        "2026-01-02 03:04:05.678901+00",
        "12026-01-02 03:04:05+00",
        "12026-01-02",
        "0044-03-15 BC",
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
      for (Form form : Form.values()) {
        if (form.isOf(mutated.toString())) {
          form.isWrittenAsTheSlowWayDoes(mutated.toString());
        }
      }
    }
  }
}
