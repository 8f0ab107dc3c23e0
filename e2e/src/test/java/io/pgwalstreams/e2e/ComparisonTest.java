package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  @Test
  void whatHoldsEachRowOnceInOrderIsExact() {
    assertThat(Comparison.of(List.of(1L, 2L, 5L), List.of(1L, 2L, 5L, 6L)))
        .isEqualTo(Comparison.EXACT);
  }

  @Test
  void tellsWhatIsLostRepeatedAndOutOfOrder() {
    assertThat(Comparison.of(List.of(1L, 2L), List.of(2L))).isEqualTo(new Comparison(1, 0, 0));
    assertThat(Comparison.of(List.of(1L, 2L), List.of(1L, 2L, 1L)))
        .isEqualTo(new Comparison(0, 1, 0));
    assertThat(Comparison.of(List.of(1L, 2L, 3L), List.of(1L, 3L, 2L)))
        .isEqualTo(new Comparison(0, 0, 1));
  }
}
