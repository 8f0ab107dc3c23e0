package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CommitTimeTest {
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final CommitTime times = new CommitTime();

  private String text(long micros) {
    return new String(times.text(micros), StandardCharsets.US_ASCII);
  }

  private static String expected(long micros) {
    return FORM.format(EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  @Test
  void isRfc3339WithMicroseconds() {
    assertThat(text(0)).isEqualTo("2000-01-01T00:00:00.000000Z");
    assertThat(text(-1)).isEqualTo("1999-12-31T23:59:59.999999Z");
    assertThat(text(86_399_999_999L)).isEqualTo("2000-01-01T23:59:59.999999Z");
    assertThat(text(86_400_000_000L)).isEqualTo("2000-01-02T00:00:00.000000Z");
    assertThat(text(86_399_999_999L)).isEqualTo("2000-01-01T23:59:59.999999Z");
  }

  @Test
  void everyTimeIsWrittenAsTheLibraryDoes() {
    var random = new Random(8);
    long furthest = 20_000L * 366 * 86_400_000_000L;
    for (int i = 0; i < 10_000; i++) {
      long micros = random.nextLong(-furthest, furthest);
      assertThat(text(micros)).isEqualTo(expected(micros));
      assertThat(text(micros + 1)).isEqualTo(expected(micros + 1));
    }
  }
}
