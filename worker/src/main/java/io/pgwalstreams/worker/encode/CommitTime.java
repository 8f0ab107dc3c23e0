package io.pgwalstreams.worker.encode;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Commit times in RFC 3339, UTC, with microseconds. Remembers the last one; one thread. */
final class CommitTime {
  /** 2000-01-01 00:00:00 UTC, from where PostgreSQL counts, as Unix time. */
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private long lastMicros;
  private String last = format(0);

  /** The text of a time in microseconds since 2000-01-01 UTC. */
  String text(long micros) {
    if (micros != lastMicros) {
      last = format(micros);
      lastMicros = micros;
    }
    return last;
  }

  private static String format(long micros) {
    long seconds = POSTGRES_EPOCH_SECONDS + Math.floorDiv(micros, 1_000_000L);
    return FORM.format(Instant.ofEpochSecond(seconds, Math.floorMod(micros, 1_000_000L) * 1000));
  }
}
