package io.pgwalstreams.api;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The annotations that a person may write on a WalStream beside its spec. Pure. */
public final class Annotations {
  /** The id of the halt that is accepted; it may stay, and never fires twice. */
  public static final String ACCEPT = "pgwalstreams.io/accept";

  /** The uid of the WalStream whose publication and slot are taken over. */
  public static final String TAKE_OVER = "pgwalstreams.io/take-over";

  private Annotations() {}

  /** What stands there; empty when it is absent or blank. */
  public static Optional<String> read(@Nullable Map<String, String> annotations, String name) {
    return Optional.ofNullable(annotations)
        .map(all -> all.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}
