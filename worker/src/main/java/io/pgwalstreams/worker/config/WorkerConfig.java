package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.postgres.SourceSetup;
import io.pgwalstreams.worker.jetstream.JetStreamSettings;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import java.util.Optional;

/**
 * Everything that a worker works by: the document, and what it refers to, resolved. Immutable; it
 * holds credentials and never prints them.
 *
 * @param setup whom to create the publication as, when the document names somebody else than the
 *     reader of the slot
 * @param natsSecrets changes when a credential or a certificate for NATS changes
 * @param fingerprint changes when anything of it changes, credentials included
 */
public record WorkerConfig(
    WalStreamDocument document,
    PipelineSettings settings,
    PostgresEndpoint database,
    Optional<PostgresEndpoint> setup,
    NatsEndpoint nats,
    JetStreamSettings stream,
    String fingerprint,
    String natsSecrets) {

  /** Whether NATS is reached in the same way, as the same user. */
  public boolean sameNats(WorkerConfig other) {
    return natsSecrets.equals(other.natsSecrets)
        && document.spec().nats().equals(other.document.spec().nats());
  }

  /** What stands on a publication that is made by hand. */
  public Claim claim() {
    return Claim.local(document.namespace(), document.name());
  }

  /** The preparation of publication and slot. */
  public SourceSetup sourceSetup() {
    return new SourceSetup(document, database, setup, claim());
  }

  @Override
  public String toString() {
    return "WorkerConfig[" + document.id() + ", " + database + " to " + nats + "]";
  }
}
