package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which WalStream of this operator has which slot, where no claim in the database can say so: its
 * publication is somebody else's (docs/design/0004-ownership.md).
 *
 * <p>A system identifier is what a server says of itself, and a tenant's own server may say
 * another's. So WalStreams of two namespaces are rivals only at one and the same address, where one
 * and the same server answers both. Thread-safe.
 */
final class SlotNames {

  /** A slot of a server, as it is found at an address. Immutable. */
  record Slot(String systemIdentifier, String name, String address) {
    static Slot at(PostgresEndpoint server, String systemIdentifier, String name) {
      String address = server.host().toLowerCase(Locale.ROOT) + ":" + server.port();
      return new Slot(systemIdentifier, name, address);
    }
  }

  private record Holding(Slot slot, Key key, boolean bound) {
    boolean claims(Slot other, Key of) {
      return slot.systemIdentifier.equals(other.systemIdentifier)
          && slot.name.equals(other.name)
          && !key.equals(of);
    }

    boolean rivals(Slot other, Key of) {
      boolean believed =
          key.namespace().equals(of.namespace()) || slot.address.equals(other.address);
      return believed && claims(other, of);
    }
  }

  private final List<Holding> holdings = new ArrayList<>();

  /**
   * Takes the slot in place of the one before, if nobody else has it. Whoever is bound to it takes
   * it from one who is not: its ownership is recorded.
   */
  synchronized boolean take(Slot slot, Key key, boolean bound) {
    if (holdings.stream().anyMatch(h -> h.rivals(slot, key) && (h.bound || !bound))) {
      return false;
    }
    holdings.removeIf(h -> h.key.equals(key) || h.rivals(slot, key));
    holdings.add(new Holding(slot, key, bound));
    return true;
  }

  /** Who else has it. */
  synchronized Optional<Key> other(Slot slot, Key than) {
    return holdings.stream().filter(h -> h.rivals(slot, than)).map(Holding::key).findFirst();
  }

  /** Who else says so, at whatever address: one server may be reached by two names. */
  synchronized Optional<Key> anybody(Slot slot, Key than) {
    return holdings.stream().filter(h -> h.claims(slot, than)).map(Holding::key).findFirst();
  }

  /** Lets go of every slot but this one: the document names another by now, or none. */
  synchronized void keepOnly(Optional<Slot> slot, Key key) {
    holdings.removeIf(h -> h.key.equals(key) && !Optional.of(h.slot).equals(slot));
  }

  synchronized void forget(Key key) {
    holdings.removeIf(h -> h.key.equals(key));
  }
}
