package io.pgwalstreams.worker.encode;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Commit times in RFC 3339, UTC, with microseconds. Remembers the last one; one thread. */
final class CommitTime {
  /** From where PostgreSQL counts. */
  private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);

  private static final long MICROS_PER_DAY = 86_400_000_000L;
  private static final String MIDNIGHT = "T00:00:00.000000Z";

  private long lastMicros;
  private long lastDay;
  private int dateLength;
  private byte[] text = midnight(0);

  /** The text of a time in microseconds since 2000-01-01 UTC; valid until the next call. */
  byte[] text(long micros) {
    if (micros != lastMicros) {
      lastMicros = micros;
      long day = Math.floorDiv(micros, MICROS_PER_DAY);
      if (day != lastDay) {
        text = midnight(day);
      }
      time(Math.floorMod(micros, MICROS_PER_DAY));
    }
    return text;
  }

  private byte[] midnight(long day) {
    String date = EPOCH.plusDays(day).toString();
    lastDay = day;
    dateLength = date.length();
    return (date + MIDNIGHT).getBytes(StandardCharsets.US_ASCII);
  }

  private void time(long microsOfDay) {
    long rest = digits(microsOfDay, 6, 10, 1_000_000);
    rest = digits(rest, 2, 7, 60);
    rest = digits(rest, 2, 4, 60);
    digits(rest, 2, 1, 24);
  }

  /** Writes {@code value} modulo {@code unit} behind the date; what is left in units. */
  private long digits(long value, int count, int at, int unit) {
    long digits = value % unit;
    for (int i = dateLength + at + count - 1; i >= dateLength + at; i--) {
      text[i] = (byte) ('0' + digits % 10);
      digits /= 10;
    }
    return value / unit;
  }
}
