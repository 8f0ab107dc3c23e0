package io.pgwalstreams.operator.reconcile;

import static io.pgwalstreams.operator.reconcile.Shop.document;
import static io.pgwalstreams.operator.reconcile.Shop.status;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SituationTest {
  private static final String MANAGED = "managed: {name: p, tables: [{name: users}]}";
  private static final String EXISTING = "existing: {name: p}";
  private static final String OUR_SLOT = "managed: {name: s}";
  private static final String ANY_SLOT = "existing: {name: s}";

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
