package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlotNamesTest {
  private static final Key SHOP = new Key("shop", "orders", "u1");
  private static final Key NEIGHBOUR = new Key("shop", "bills", "u2");
  private static final Key STRANGER = new Key("other", "orders", "u3");

  private final SlotNames names = new SlotNames();

  private static SlotNames.Slot slot(String host) {
    PostgresEndpoint reader = new Situation().task().reader().at(host);
    return SlotNames.Slot.at(reader, "7001", "s");
  }

  @Test
  void whoComesLaterDoesNotGetItAndWhoIsBoundDoes() {
    assertThat(names.take(slot("db"), SHOP, false)).isTrue();
    assertThat(names.take(slot("db"), NEIGHBOUR, false)).isFalse();
    assertThat(names.other(slot("db"), NEIGHBOUR)).contains(SHOP);
    assertThat(names.take(slot("db"), NEIGHBOUR, true)).isTrue();
    assertThat(names.take(slot("db"), SHOP, true)).isFalse();
    assertThat(names.other(slot("db"), SHOP)).contains(NEIGHBOUR);
    names.forget(NEIGHBOUR);
    assertThat(names.take(slot("db"), SHOP, false)).isTrue();
  }

  @Test
  void aSlotThatIsNotAskedForAnyMoreIsFree() {
    assertThat(names.take(slot("db"), SHOP, false)).isTrue();
    names.keepOnly(Optional.of(slot("db")), SHOP);
    assertThat(names.other(slot("db"), NEIGHBOUR)).contains(SHOP);
    names.keepOnly(Optional.empty(), NEIGHBOUR);
    assertThat(names.other(slot("db"), NEIGHBOUR)).contains(SHOP);
    names.keepOnly(Optional.empty(), SHOP);
    assertThat(names.take(slot("db"), NEIGHBOUR, false)).isTrue();
  }

  @Test
  void twoNamesOfAServerAreOneInANamespace() {
    assertThat(names.take(slot("db"), SHOP, true)).isTrue();
    assertThat(names.take(slot("db.example"), NEIGHBOUR, false)).isFalse();
  }

  @Test
  void aServerElsewhereThatNamesItselfLikeOursTakesNoSlotFromUs() {
    assertThat(names.take(slot("fake"), STRANGER, true)).isTrue();
    assertThat(names.other(slot("db"), SHOP)).isEmpty();
    assertThat(names.take(slot("db"), SHOP, false)).isTrue();
    assertThat(names.other(slot("fake"), STRANGER)).isEmpty();
    assertThat(names.anybody(slot("db"), SHOP)).contains(STRANGER);
  }

  @Test
  void atOneAddressTwoNamespacesAreRivals() {
    assertThat(names.take(slot("db"), STRANGER, true)).isTrue();
    assertThat(names.take(slot("DB"), SHOP, false)).isFalse();
  }
}
