package io.pgwalstreams.operator.source;

import io.pgwalstreams.database.Claim;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.util.Map;
import java.util.Optional;

/**
 * What is to be given back in a database: what our claim stands on, and the slot. Immutable.
 *
 * @param reader whose application name is also that of a walsender of ours that lingers on the slot
 * @param slot to drop if it is ours; empty when it stays
 * @param publications true when what has our claim is to be dropped
 * @param systemIdentifier of the server that the WalStream was bound to; empty when it never was
 */
public record ReleaseTask(
    PostgresEndpoint reader,
    Optional<PostgresEndpoint> owner,
    Claim claim,
    Optional<Slot> slot,
    boolean publications,
    Optional<String> systemIdentifier) {

  /**
   * Another WalStream of this cluster that has a slot.
   *
   * @param near of the same namespace, or at the same address: it is believed. Whoever is neither
   *     may have a server that only says that it is this one.
   */
  public record Keeper(Key key, boolean near) {}

  /**
   * A slot that may be ours, beside those that our claims name.
   *
   * @param claimed the publication is managed, so that its claim names the slot if it is ours
   * @param intended the status says that it was to be ours; where it does not, only a claim does
   * @param keepers to whom it is left where no claim names it, by the server's system identifier
   */
  public record Slot(String name, boolean claimed, boolean intended, Map<String, Keeper> keepers) {
    public Slot {
      keepers = Map.copyOf(keepers);
    }

    /** The same for another name, that our claim names. */
    Slot named(String other) {
      return new Slot(other, claimed, intended, keepers);
    }
  }
}
