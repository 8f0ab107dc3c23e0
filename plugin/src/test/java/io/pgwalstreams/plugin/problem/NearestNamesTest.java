package io.pgwalstreams.plugin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestNamesTest {
  private static final List<String> NAMES = List.of("orders", "shop", "shop-audit", "users");

  @Test
  void nearestComeFirst() {
    assertThat(NearestNames.to("shpo", NAMES)).containsExactly("shop");
    assertThat(NearestNames.to("order", NAMES)).containsExactly("orders");
    assertThat(NearestNames.to("audit", NAMES)).contains("shop-audit");
  }

  @Test
  void whatIsNothingLikeItIsNotOffered() {
    assertThat(NearestNames.hint("billing", NAMES, "there are others"))
        .isEqualTo("there are others");
  }

  @Test
  void countsLettersToChange() {
    assertThat(NearestNames.distance("", "abc")).isEqualTo(3);
    assertThat(NearestNames.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(NearestNames.distance("same", "same")).isZero();
  }
}
