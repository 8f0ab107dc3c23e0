package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.util.List;
import java.util.Optional;

/**
 * What is to be looked at, and seen to, in a database. Immutable.
 *
 * @param reader whose changes are read as
 * @param owner who makes the publication; empty: the reader
 * @param fingerprint another one when credentials or certificates have changed
 */
public record SourceTask(
    WalStreamDocument document,
    PostgresEndpoint reader,
    Optional<PostgresEndpoint> owner,
    String fingerprint,
    Claim claim,
    Binding binding) {

  /**
   * How far the WalStream and its database belong together.
   *
   * @param intended the resource's status says that publication and slot of these names are to be
   *     ours; what exists without that existed before
   * @param systemIdentifier of the server that it was bound to; empty until then
   * @param takeOver uid of the WalStream whose publication becomes ours, and the slot that its
   *     claim names
   * @param consent what a halt says that a person has accepted; empty when nobody has
   */
  public record Binding(
      boolean intended,
      Optional<String> systemIdentifier,
      Optional<String> takeOver,
      Optional<String> consent) {

    /** Bound to this server, or to another one and a person has accepted a halt that names this. */
    boolean admits(String system) {
      return systemIdentifier.map(system::equals).orElse(true)
          || consent.filter(text -> names(text, system)).isPresent();
    }

    private static boolean names(String text, String system) {
      return List.of(text.split("[^0-9]+", -1)).contains(system);
    }
  }
}
