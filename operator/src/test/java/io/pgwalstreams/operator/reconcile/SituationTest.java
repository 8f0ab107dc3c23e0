package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class SituationTest {
  private static final String MANAGED = "managed: {name: p, tables: [{name: users}]}";
  private static final String EXISTING = "existing: {name: p}";
  private static final String OUR_SLOT = "managed: {name: s}";
  private static final String ANY_SLOT = "existing: {name: s}";

  private static WalStreamDocument document(String publication, String slot) {
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

  private static WalStreamStatus status(boolean publication, Boolean slot) {
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

  @Test
  void whatWasUsedAsItIsIsNotIntendedToBeOurs() {
    assertThat(Situation.intended(status(false, true), document(EXISTING, OUR_SLOT))).isTrue();
    assertThat(Situation.intended(status(false, false), document(EXISTING, OUR_SLOT))).isFalse();
    assertThat(Situation.intended(status(false, null), document(EXISTING, OUR_SLOT))).isFalse();
    assertThat(Situation.intended(status(false, true), document(MANAGED, OUR_SLOT))).isFalse();
    assertThat(Situation.intended(status(true, true), document(MANAGED, OUR_SLOT))).isTrue();
  }

  @Test
  void whatIsUsedAsItIsNeedsNoIntent() {
    assertThat(Situation.intended(status(true, false), document(MANAGED, ANY_SLOT))).isTrue();
    assertThat(Situation.intended(null, document(MANAGED, ANY_SLOT))).isFalse();
  }
}
