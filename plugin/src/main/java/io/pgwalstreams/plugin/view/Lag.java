package io.pgwalstreams.plugin.view;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How far one WalStream is behind. Immutable.
 *
 * @param bytes of WAL that the stream does not hold yet
 * @param seconds an estimate: in so many seconds PostgreSQL writes that much, at the rate of now
 * @param live whether the worker said so; otherwise the status did, which may be a minute old
 */
public record Lag(Key key, OptionalLong bytes, OptionalDouble seconds, boolean live) {
  private static final Map<String, Long> UNITS =
      Map.of("Ki", 1L << 10, "Mi", 1L << 20, "Gi", 1L << 30, "Ti", 1L << 40, "Pi", 1L << 50);
  private static final int UNIT = 2;

  /** Of all that were seen. */
  public static List<Lag> of(Look before, Look now) {
    return now.seen().stream().map(seen -> of(before, now, seen)).toList();
  }

  private static Lag of(Look before, Look now, Seen seen) {
    Key key = seen.facts().key();
    Optional<Live> live = seen.live().filter(l -> l.lag().isPresent());
    OptionalLong bytes = live.isPresent() ? live.get().lag() : written(seen.facts().lag());
    OptionalDouble rate = now.walPerSecond(before, key);
    OptionalDouble seconds = OptionalDouble.empty();
    if (bytes.isPresent() && bytes.getAsLong() == 0) {
      seconds = OptionalDouble.of(0);
    } else if (bytes.isPresent() && rate.isPresent() && rate.getAsDouble() > 0) {
      seconds = OptionalDouble.of(bytes.getAsLong() / rate.getAsDouble());
    }
    return new Lag(key, bytes, seconds, live.isPresent());
  }

  /** What the operator writes: {@code 0}, {@code 1.3Gi}. */
  static OptionalLong written(Optional<String> text) {
    if (text.isEmpty() || !text.get().matches("[0-9.]{1,15}([KMGTP]i)?")) {
      return OptionalLong.empty();
    }
    String digits = text.get().replaceAll("[KMGTP]i", "");
    String unit = text.get().substring(digits.length());
    BigDecimal factor =
        BigDecimal.valueOf(unit.length() == UNIT ? UNITS.getOrDefault(unit, 1L) : 1);
    return OptionalLong.of(new BigDecimal(digits).multiply(factor).longValue());
  }

  /** Whether it is no more than that. */
  public boolean keeps(Limit limit) {
    return limit.isKept(bytes, seconds);
  }

  /** A line each, with a heading. */
  public static List<String> lines(List<Lag> all, boolean namespaces) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        Table.row(namespaces, "NAMESPACE", List.of("NAME", "BYTES", "LAG", "SECONDS", "FROM")));
    for (Lag lag : all) {
      String bytes = lag.bytes.isPresent() ? Long.toString(lag.bytes.getAsLong()) : Numbers.UNKNOWN;
      rows.add(
          Table.row(
              namespaces,
              lag.key.namespace(),
              List.of(
                  lag.key.name(),
                  bytes,
                  Numbers.bytes(lag.bytes),
                  Numbers.seconds(lag.seconds),
                  lag.live ? "worker" : "status")));
    }
    return Table.lines(rows);
  }
}
