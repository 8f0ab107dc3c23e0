package io.pgwalstreams.plugin.view;

import io.pgwalstreams.api.v1alpha1.Quantity;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much lag is too much. */
public sealed interface Limit {
  /** More bytes of WAL. */
  record Bytes(long most) implements Limit {}

  /** More seconds. */
  record Seconds(double most) implements Limit {}

  /** {@code 64Mi}, {@code 30s} or {@code 5m}; IllegalArgumentException for anything else. */
  static Limit parse(String text) {
    Matcher time = Pattern.compile("([0-9]{1,9})(s|m|h)").matcher(text);
    if (time.matches()) {
      int unit = time.group(2).equals("s") ? 1 : time.group(2).equals("m") ? 60 : 3600;
      return new Seconds((double) Long.parseLong(time.group(1)) * unit);
    }
    try {
      return new Bytes(Quantity.bytes(text));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is neither a size, as 64Mi, nor a time, as 30s", e);
    }
  }

  /** What is not known counts as too much: a script must not go on by silence. */
  default boolean isKept(OptionalLong bytes, OptionalDouble seconds) {
    return switch (this) {
      case Bytes(long most) -> bytes.isPresent() && bytes.getAsLong() <= most;
      case Seconds(double most) -> seconds.isPresent() && seconds.getAsDouble() <= most;
    };
  }
}
