package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private static WalStreamDocument document(String more) {
    String text =
        """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: shop}
        spec:
          database: {host: db, name: app, credentials: {secretRef: {name: s}}}
          nats: {servers: ["nats://n:4222"], subjectPrefix: db, stream: {name: db}}
        """;
    return new DocumentReader()
        .read(List.of(new DocumentReader.Source("t", text + more.indent(2))))
        .walStream();
  }

  private static final String OURS =
      """
      publication: {managed: {name: p, tables: [{name: users}]}}
      slot: {managed: {name: s}}
      """;

  private static WalStreamStatus status(boolean managed) {
    return new WalStreamStatus(
        1L,
        null,
        null,
        new WalStreamStatus.Publication("p", managed, 1),
        new WalStreamStatus.Slot("s", managed, null, null, null, null, null),
        null,
        null,
        null,
        null);
  }

  @Test
  void whatWasIntendedGoes() {
    Holdings held = Holdings.asked(document(OURS)).intended(status(true));
    assertThat(held.slot()).hasValue("s");
    assertThat(held.publication()).hasValue("p");
    assertThat(held.sql())
        .isEqualTo(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name ="
                + " 's';\ndrop publication if exists \"p\";\n");
  }

  @Test
  void whatWasNeverIntendedStays() {
    assertThat(Holdings.asked(document(OURS)).intended(null).isEmpty()).isTrue();
    assertThat(Holdings.asked(document(OURS)).intended(status(false)).isEmpty()).isTrue();
  }

  @Test
  void whatIsRetainedOrExistedStays() {
    String retained =
        """
        publication: {managed: {name: p, tables: [{name: users}], deletionPolicy: Retain}}
        slot: {managed: {name: s, deletionPolicy: Retain}}
        """;
    String existing =
        """
        publication: {existing: {name: p}}
        slot: {existing: {name: s}}
        """;
    assertThat(Holdings.asked(document(retained))).isEqualTo(nothing());
    assertThat(Holdings.asked(document(existing))).isEqualTo(nothing());
  }

  private static Holdings nothing() {
    return new Holdings(Optional.empty(), Optional.empty());
  }
}
