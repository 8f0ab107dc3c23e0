package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Key;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which WalStream of this operator has which slot, where no claim in the database can say so: its
 * publication is somebody else's (docs/design/0004-ownership.md). Thread-safe.
 */
final class SlotNames {
  private record Slot(String systemIdentifier, String name) {}

  private record Holding(Key key, boolean bound) {}

  private final Map<Slot, Holding> holdings = new HashMap<>();

  /**
   * Takes the slot in place of the one before, if nobody else has it. Whoever is bound to it takes
   * it from one who is not: its ownership is recorded.
   */
  synchronized boolean take(String systemIdentifier, String slot, Key key, boolean bound) {
    var name = new Slot(systemIdentifier, slot);
    Holding is = holdings.get(name);
    if (is == null || is.key.equals(key) || (bound && !is.bound)) {
      forget(key);
      holdings.put(name, new Holding(key, bound));
      return true;
    }
    return false;
  }

  /** Who else has it. */
  synchronized Optional<Key> other(String systemIdentifier, String slot, Key than) {
    return Optional.ofNullable(holdings.get(new Slot(systemIdentifier, slot)))
        .map(Holding::key)
        .filter(k -> !k.equals(than));
  }

  synchronized void forget(Key key) {
    holdings.values().removeIf(h -> h.key.equals(key));
  }
}
