package io.pgwalstreams.worker.faults;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** What was done, and what it cost, by kind. Not thread-safe. */
final class ChaosTally {
  private final Map<Harm, Row> rows = new EnumMap<>(Harm.class);
  private Damage atTheEnd = Damage.NONE;

  /**
   * One kind of harm.
   *
   * @param times how often it was done
   * @param inFlight events that were committed and not stored then, of all times together
   * @param slowest the longest time from its end until everything was stored; zero when nobody
   *     waited for that
   */
  private record Row(long times, long inFlight, Duration slowest, Damage damage) {
    static final Row NONE = new Row(0, 0, Duration.ZERO, Damage.NONE);

    Row plus(Row other) {
      return new Row(
          times + other.times,
          inFlight + other.inFlight,
          slowest.compareTo(other.slowest) > 0 ? slowest : other.slowest,
          damage.plus(other.damage));
    }

    String cells() {
      String time = slowest.isZero() ? "–" : "%.1f s".formatted(slowest.toMillis() / 1000.0);
      return "%,d | %,d | %s | %s |".formatted(times, inFlight, ChaosTally.cells(damage), time);
    }
  }

  private static String cells(Damage d) {
    return "%d | %d | %d | %d | %d"
        .formatted(d.lost(), d.repeated(), d.outOfOrder(), d.torn(), d.neverWritten());
  }

  /** Counts a harm that was done. */
  void add(Harm harm, long inFlight, Duration caughtUp, Damage damage) {
    rows.merge(harm, new Row(1, inFlight, caughtUp, damage), Row::plus);
  }

  /** What the whole stream showed when it was read once more from its beginning. */
  void end(Damage found) {
    atTheEnd = found;
  }

  /** Whether nothing was damaged, neither after a strike nor at the end. */
  boolean isClean() {
    return atTheEnd.isNone() && sum().damage().isNone();
  }

  /** How often there was harm of this kind. */
  long times(Harm harm) {
    return rows.getOrDefault(harm, Row.NONE).times();
  }

  private Row sum() {
    return rows.values().stream().reduce(Row.NONE, Row::plus);
  }

  /** The table of it. */
  String markdown() {
    var text = new StringBuilder();
    text.append(
        "| Fault | Times | In flight | Lost | Repeated | Out of order | Torn | Never written"
            + " | Slowest catch-up |\n|---|---|---|---|---|---|---|---|---|\n");
    rows.forEach((harm, row) -> line(text, harm.title(), row.cells()));
    line(text, "**all**", sum().cells());
    line(text, "the whole stream, read again", "– | – | " + cells(atTheEnd) + " | – |");
    return text.toString();
  }

  private static void line(StringBuilder text, String title, String cells) {
    text.append("| ").append(title).append(" | ").append(cells).append('\n');
  }
}
