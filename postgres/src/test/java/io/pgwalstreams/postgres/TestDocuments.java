package io.pgwalstreams.postgres;

import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import java.util.List;

/** WalStreams with the parts that concern the database. */
final class TestDocuments {
  private TestDocuments() {}

  /** {@code parts} are lines of the spec, {@code database} one of its {@code database}. */
  static WalStreamDocument of(String database, String parts) {
    String text =
        """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: shop}
        spec:
          database: {host: localhost, name: app, credentials: {secretRef: {name: login}}%s}
        %s
          nats: {servers: ["nats://localhost:4222"], subjectPrefix: db, stream: {name: db}}
        """
            .formatted(database, parts.indent(2).stripTrailing());
    return new DocumentReader()
        .read(List.of(new DocumentReader.Source("shop.yaml", text)))
        .walStream();
  }
}
