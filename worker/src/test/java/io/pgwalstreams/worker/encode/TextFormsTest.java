package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers, dates and times: which texts are taken, and what they become. */
class TextFormsTest {
  private static boolean isNumber(String text) {
    byte[] bytes = ("1" + text + "2").getBytes(StandardCharsets.UTF_8);
    return JsonNumber.isOne(bytes, 1, bytes.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "1",
        "-12",
        "10",
        "0.5",
        "-0.050",
        "1e+20",
        "1E-07",
        "1.5e300",
        "123456789012345678901234567890.123456789012345678901234567890"
      })
  void takesNumbersWithEveryDigit(String text) {
    assertThat(isNumber(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "01",
        "-01",
        ".5",
        "5.",
        "1e",
        "1e+",
        "1.e5",
        "NaN",
        "Infinity",
        "-Infinity",
        " 1",
        "1 ",
        "0x10",
        "1,5",
        "$1.00",
        "1_000",
        "١"
      })
  void takesNothingElseForANumber(String text) {
    assertThat(isNumber(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02, 2026-01-02",
    "0001-01-01, 0001-01-01",
    "0001-12-31 BC, 0000-12-31",
    "0044-03-15 BC, -000043-03-15",
    "4713-01-01 BC, -004712-01-01",
    "9999-12-31, 9999-12-31",
    "10000-01-01, +010000-01-01",
    "5874897-12-31, +5874897-12-31",
  })
  void datesAreIso(String text, String iso) {
    assertThat(TemporalText.date(text)).isEqualTo(iso);
    assertThat(LocalDate.parse(iso).toString()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02 03:04:05, 2026-01-02T03:04:05",
    "2026-01-02 03:04:05.678901, 2026-01-02T03:04:05.678901",
    "0044-03-15 00:00:00.5 BC, -000043-03-15T00:00:00.5",
    "294276-12-31 23:59:59.999999, +294276-12-31T23:59:59.999999",
  })
  void timestampsAreIso(String text, String iso) {
    assertThat(TemporalText.timestamp(text)).isEqualTo(iso);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02 03:04:05.678901+00, 2026-01-02T03:04:05.678901Z",
    "2026-01-02 03:04:05+00, 2026-01-02T03:04:05Z",
    "2026-01-02 03:04:05-08, 2026-01-02T03:04:05-08:00",
    "2026-01-02 03:04:05+05:30, 2026-01-02T03:04:05+05:30",
    "0044-03-15 00:00:00+00 BC, -000043-03-15T00:00:00Z",
    "12026-01-02 00:00:00+00, +012026-01-02T00:00:00Z",
  })
  void timestampsWithZoneAreRfc3339(String text, String iso) {
    assertThat(TemporalText.timestampTz(text)).isEqualTo(iso);
    assertThat(OffsetDateTime.parse(iso).toString()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "03:04:05+00, 03:04:05Z",
    "03:04:05.678901+02, 03:04:05.678901+02:00",
    "24:00:00-15:59, 24:00:00-15:59",
  })
  void timesWithZoneAreIso(String text, String iso) {
    assertThat(TemporalText.timeTz(text)).isEqualTo(iso);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "infinity",
        "-infinity",
        "2026-01-02",
        "2026-01-02 ",
        "2026-01-02 03:04",
        "2026-01-02 03:04:05",
        "2026-01-02 03:04:05.",
        "2026-01-02 03:04:05.+00",
        "2026-01-02 03:04:05+00:00:10",
        "02.01.2026 03:04:05",
        "Fri Jan 02 03:04:05 2026 UTC",
        "2026-1-2",
        "26-01-02",
        "12345678901-01-01",
        "2026-01-0x",
        " BC",
        "-01-02",
        "+00"
      })
  void otherFormsAreLeftAlone(String text) {
    boolean isDate = text.equals("2026-01-02");
    boolean isTimestamp = text.equals("2026-01-02 03:04:05");
    assertThat(TemporalText.date(text)).isEqualTo(isDate ? text : null);
    assertThat(TemporalText.timestamp(text)).isEqualTo(isTimestamp ? "2026-01-02T03:04:05" : null);
    assertThat(TemporalText.timestampTz(text)).isNull();
    assertThat(TemporalText.timeTz(text)).isNull();
  }
}
