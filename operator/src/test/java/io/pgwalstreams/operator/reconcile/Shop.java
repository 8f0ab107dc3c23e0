package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** WalStreams {@code shop} of publication {@code p} and slot {@code s}, and their statuses. */
final class Shop {
  private Shop() {}

  /** With this publication and slot, in YAML. */
  static WalStreamDocument document(String publication, String slot) {
    String text =
        """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: shop}
        spec:
          database: {host: db, name: app, credentials: {secretRef: {name: s}}}
          nats: {servers: ["nats://n:4222"], subjectPrefix: db, stream: {name: db}}
          publication: {%s}
          slot: {%s}
        """
            .formatted(publication, slot);
    return new DocumentReader().read(List.of(new DocumentReader.Source("t", text))).walStream();
  }

  /** Whether publication and slot were managed, as the intent has it. */
  static WalStreamStatus status(boolean publication, @Nullable Boolean slot) {
    return new WalStreamStatus(
        1L,
        null,
        null,
        new WalStreamStatus.Publication("p", publication, 1),
        new WalStreamStatus.Slot("s", slot, null, null, null, null, null),
        null,
        null,
        null,
        null);
  }
}
