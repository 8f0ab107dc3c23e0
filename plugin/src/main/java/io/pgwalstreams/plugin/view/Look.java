package io.pgwalstreams.plugin.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** All WalStreams as they were seen at one moment. Immutable. */
public record Look(Instant at, List<Seen> seen) {
  private static final double NANOS = 1e9;

  public Look {
    seen = List.copyOf(seen);
  }

  /** With nobody in it: nothing has a rate since. */
  public static Look nothing(Instant at) {
    return new Look(at, List.of());
  }

  /** Events a second since an earlier look; empty when the counter began anew, or is not known. */
  public OptionalDouble eventsPerSecond(Look before, Key key) {
    return perSecond(
        before,
        key,
        live ->
            live.acknowledged().isPresent()
                ? OptionalDouble.of((double) live.acknowledged().getAsLong())
                : OptionalDouble.empty());
  }

  /** Bytes of WAL that PostgreSQL wrote a second since an earlier look. */
  public OptionalDouble walPerSecond(Look before, Key key) {
    return perSecond(
        before,
        key,
        live ->
            live.walEnd()
                .map(l -> OptionalDouble.of((double) l.value()))
                .orElse(OptionalDouble.empty()));
  }

  private OptionalDouble perSecond(Look before, Key key, Function<Live, OptionalDouble> counter) {
    Optional<Live> then = before.live(key);
    Optional<Live> now = live(key);
    double seconds = Duration.between(before.at, at).toNanos() / NANOS;
    if (then.isEmpty() || now.isEmpty() || seconds <= 0) {
      return OptionalDouble.empty();
    }
    OptionalDouble from = counter.apply(then.get());
    OptionalDouble to = counter.apply(now.get());
    boolean comparable =
        then.get().pod().equals(now.get().pod())
            && from.isPresent()
            && to.isPresent()
            && to.getAsDouble() >= from.getAsDouble();
    return comparable
        ? OptionalDouble.of((to.getAsDouble() - from.getAsDouble()) / seconds)
        : OptionalDouble.empty();
  }

  private Optional<Live> live(Key key) {
    return seen.stream().filter(s -> s.facts().key().equals(key)).findFirst().flatMap(Seen::live);
  }
}
