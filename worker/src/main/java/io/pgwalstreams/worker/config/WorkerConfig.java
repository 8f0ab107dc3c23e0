package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.worker.jetstream.JetStreamSettings;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.replication.PostgresEndpoint;
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

  @Override
  public String toString() {
    return "WorkerConfig[" + document.id() + ", " + database + " to " + nats + "]";
  }
}
