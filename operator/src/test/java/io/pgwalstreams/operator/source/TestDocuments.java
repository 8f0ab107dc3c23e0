package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import java.util.List;

/** WalStreams with the parts that concern the database. */
final class TestDocuments {
  static final String MANAGED = "managed: {name: p, tables: [{name: a}]}";
  static final String EXISTING = "existing: {name: p}";
  static final String OUR_SLOT = "managed: {name: s}";
  static final String ANY_SLOT = "existing: {name: s}";

  private TestDocuments() {}

  /** {@code shop/orders}, of database {@code postgres}. */
  static WalStreamDocument of(long generation, String publication, String slot) {
    String text =
        """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: orders, namespace: shop, uid: u1, generation: %d}
        spec:
          database: {host: localhost, name: postgres, credentials: {secretRef: {name: login}}}
          publication: {%s}
          slot: {%s}
          nats: {servers: ["nats://localhost:4222"], subjectPrefix: db, stream: {name: db}}
        """
            .formatted(generation, publication, slot);
    return new DocumentReader()
        .read(List.of(new DocumentReader.Source("orders.yaml", text)))
        .walStream();
  }
}
