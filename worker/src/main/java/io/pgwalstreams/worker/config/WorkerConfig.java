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
 * @param natsFingerprint changes when the way to NATS or the credentials there change
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
    String natsFingerprint) {

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
