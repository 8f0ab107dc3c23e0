package io.pgwalstreams.operator.source;

import io.pgwalstreams.database.Claim;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.util.Optional;

/**
 * What is to be given back in a database. Immutable.
 *
 * @param reader whose application name is also that of a walsender of ours that lingers on the slot
 * @param slot to drop if it is ours; empty when it stays
 * @param publication to drop if its claim is ours; empty when it stays
 * @param systemIdentifier of the server that the WalStream was bound to; empty when it never was
 */
public record ReleaseTask(
    PostgresEndpoint reader,
    Optional<PostgresEndpoint> owner,
    Claim claim,
    Optional<Slot> slot,
    Optional<String> publication,
    Optional<String> systemIdentifier) {

  /**
   * A slot that may be ours.
   *
   * @param claimed the publication is managed, so that its claim names the slot if it is ours
   */
  public record Slot(String name, boolean claimed) {}
}
