package io.pgwalstreams.operator.source;

import io.pgwalstreams.database.Claim;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.util.Optional;

/**
 * What is to be given back in a database. Immutable.
 *
 * @param slot to drop; empty when it stays
 * @param publication to drop if its claim is ours; empty when it stays
 * @param applicationName by which a walsender of ours is known that lingers on the slot
 */
public record ReleaseTask(
    PostgresEndpoint reader,
    Optional<PostgresEndpoint> owner,
    Claim claim,
    Optional<String> slot,
    Optional<String> publication,
    String applicationName) {}
