package io.pgwalstreams.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.source.ReleaseTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RivalsTest {
  private static Rivals.Holder holder(String name, String created, String system, String slot) {
    return at("n", "db.n.svc:5432", name, created, Optional.of(status(system, slot)));
  }

  private static Rivals.Holder at(
      String namespace,
      String address,
      String name,
      String created,
      Optional<WalStreamStatus> status) {
    return new Rivals.Holder(new Key(namespace, name, "uid-" + name), address, created, status);
  }

  private static Rivals.Holder unbound(String name, String created) {
    return at("n", "db.n.svc:5432", name, created, Optional.empty());
  }

  private static WalStreamStatus status(String system, String slot) {
    return new WalStreamStatus(
        1L,
        null,
        new WalStreamStatus.Source(system, 1, "17.6", "app"),
        null,
        new WalStreamStatus.Slot(slot, true, null, null, null, null, null),
        null,
        null,
        null,
        null);
  }

  @Test
  void whoIsBoundToTheSlotKeepsItAgainstWhoIsNot() {
    var bound = holder("bound", "2026-02-01T00:00:00Z", "7", "s");
    var late = unbound("late", "2026-01-01T00:00:00Z");
    assertThat(Rivals.inTheWay(late, "7", "s", true, List.of(bound, late)))
        .hasValueSatisfying(
            why -> {
              assertThat(why.reason()).isEqualTo(Reason.ClaimedByAnother);
              assertThat(why.message()).contains("n/bound");
            });
    assertThat(Rivals.inTheWay(bound, "7", "s", true, List.of(bound, late))).isEmpty();
  }

  @Test
  void ofTwoThatAreBoundTheOlderKeepsIt() {
    var older = holder("z", "2026-01-01T00:00:00Z", "7", "s");
    var younger = holder("a", "2026-02-01T00:00:00Z", "7", "s");
    assertThat(Rivals.inTheWay(younger, "7", "s", true, List.of(older, younger))).isPresent();
    assertThat(Rivals.inTheWay(older, "7", "s", true, List.of(older, younger))).isEmpty();
  }

  @Test
  void exactlyOneStandsBackWhenBothAreOfOneSecond() {
    var a = holder("a", "2026-01-01T00:00:00Z", "7", "s");
    var b = holder("b", "2026-01-01T00:00:00Z", "7", "s");
    boolean aStandsBack = Rivals.inTheWay(a, "7", "s", true, List.of(a, b)).isPresent();
    boolean bStandsBack = Rivals.inTheWay(b, "7", "s", true, List.of(a, b)).isPresent();
    assertThat(aStandsBack).isNotEqualTo(bStandsBack);
  }

  @Test
  void aSlotIsLeftToWhoIsBoundToItOnItsServerAlone() {
    var self = unbound("self", "2026-01-01T00:00:00Z");
    var winner = holder("winner", "2026-02-01T00:00:00Z", "7", "s");
    var elsewhere = holder("elsewhere", "2026-02-01T00:00:00Z", "8", "s");
    var another = holder("another", "2026-02-01T00:00:00Z", "9", "t");
    var all = List.of(self, winner, elsewhere, another);
    assertThat(Rivals.keepers(self, "s", all))
        .isEqualTo(Map.of("7", keeper(winner, true), "8", keeper(elsewhere, true)));
    assertThat(Rivals.keepers(winner, "s", all)).isEqualTo(Map.of("8", keeper(elsewhere, true)));
  }

  @Test
  void whoIsOfAnotherNamespaceAndAddressIsNotBelievedBesideOneWhoIs() {
    var self = unbound("self", "2026-01-01T00:00:00Z");
    var bound = Optional.of(status("7", "s"));
    var far = at("m", "fake.m.svc:5432", "far", "2026-02-01T00:00:00Z", bound);
    var near = at("m", "db.n.svc:5432", "near", "2026-02-01T00:00:00Z", bound);
    assertThat(Rivals.keepers(self, "s", List.of(self, far)))
        .isEqualTo(Map.of("7", keeper(far, false)));
    assertThat(Rivals.keepers(self, "s", List.of(far, near, far)))
        .isEqualTo(Map.of("7", keeper(near, true)));
  }

  private static ReleaseTask.Keeper keeper(Rivals.Holder one, boolean near) {
    return new ReleaseTask.Keeper(one.key(), near);
  }

  @Test
  void anotherServerOrAnotherSlotIsNoRival() {
    var self = unbound("self", "2026-01-01T00:00:00Z");
    assertThat(
            Rivals.inTheWay(
                self,
                "7",
                "s",
                true,
                List.of(
                    holder("server", "2025-01-01T00:00:00Z", "8", "s"),
                    holder("slot", "2025-01-01T00:00:00Z", "7", "t"))))
        .isEmpty();
  }

  @Test
  void aServerElsewhereThatNamesItselfLikeOursTakesNoSlotFromWhoHasAClaim() {
    var self = unbound("self", "2026-02-01T00:00:00Z");
    var elsewhere =
        at(
            "m",
            "fake.m.svc:5432",
            "elsewhere",
            "2026-01-01T00:00:00Z",
            Optional.of(status("7", "s")));
    var sameAddress =
        at("m", "db.n.svc:5432", "same", "2026-01-01T00:00:00Z", Optional.of(status("7", "s")));
    assertThat(Rivals.inTheWay(self, "7", "s", true, List.of(elsewhere))).isEmpty();
    assertThat(Rivals.inTheWay(self, "7", "s", true, List.of(sameAddress))).isPresent();
    assertThat(Rivals.inTheWay(self, "7", "s", false, List.of(elsewhere))).isPresent();
  }
}
