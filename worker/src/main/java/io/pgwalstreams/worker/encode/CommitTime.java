package io.pgwalstreams.worker.encode;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/** Commit times in RFC 3339, UTC, with microseconds. Remembers the last one; one thread. */
final class CommitTime {
  /** From where PostgreSQL counts. */
  private static final LocalDate EPOCH = LocalDate.of(2000, 1, 1);

  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final byte[] time = "T00:00:00.000000Z".getBytes(StandardCharsets.US_ASCII);
  private long lastMicros = -1;
  private String last = "";
  private long lastDay;
  private String date = EPOCH.toString();

  /** The text of a time in microseconds since 2000-01-01 UTC. */
  String text(long micros) {
    if (micros != lastMicros) {
      last = date(Math.floorDiv(micros, MICROS_PER_DAY)) + time(micros);
      lastMicros = micros;
    }
    return last;
  }

  private String date(long day) {
    if (day != lastDay) {
      date = EPOCH.plusDays(day).toString();
      lastDay = day;
    }
    return date;
  }

  private String time(long micros) {
    long rest = Math.floorMod(micros, MICROS_PER_DAY);
    rest = digits(rest, 6, 10, 1_000_000);
    rest = digits(rest, 2, 7, 60);
    rest = digits(rest, 2, 4, 60);
    digits(rest, 2, 1, 24);
    return new String(time, StandardCharsets.ISO_8859_1);
  }

  /** Writes {@code value} modulo {@code unit}; what is left in units. */
  private long digits(long value, int count, int at, int unit) {
    long digits = value % unit;
    for (int i = at + count - 1; i >= at; i--) {
      time[i] = (byte) ('0' + digits % 10);
      digits /= 10;
    }
    return value / unit;
  }
}
