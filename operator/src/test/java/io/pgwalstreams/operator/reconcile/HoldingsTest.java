package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Shop.document;
import static io.pgwalstreams.operator.reconcile.Shop.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.document.WalStreamDocument;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private static final WalStreamDocument OURS =
      document("managed: {name: p, tables: [{name: users}]}", "managed: {name: s}");

  @Test
  void whatWasIntendedGoes() {
    Holdings held = Holdings.asked(OURS).intended(status(true, true));
    assertThat(held.slot()).hasValue("s");
    assertThat(held.publication()).hasValue("p");
    assertThat(held.sql())
        .isEqualTo(
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name ="
                + " 's';\ndrop publication if exists \"p\";\n");
  }

  @Test
  void whatWasNeverIntendedStays() {
    assertThat(Holdings.asked(OURS).intended(null).isEmpty()).isTrue();
    assertThat(Holdings.asked(OURS).intended(status(false, false)).isEmpty()).isTrue();
  }

  @Test
  void whatIsRetainedOrExistedStays() {
    WalStreamDocument retained =
        document(
            "managed: {name: p, tables: [{name: users}], deletionPolicy: Retain}",
            "managed: {name: s, deletionPolicy: Retain}");
    WalStreamDocument existing = document("existing: {name: p}", "existing: {name: s}");
    assertThat(Holdings.asked(retained)).isEqualTo(nothing());
    assertThat(Holdings.asked(existing)).isEqualTo(nothing());
  }

  private static Holdings nothing() {
    return new Holdings(Optional.empty(), Optional.empty());
  }
}
