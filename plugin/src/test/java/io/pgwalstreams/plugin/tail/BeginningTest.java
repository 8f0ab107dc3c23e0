package io.pgwalstreams.plugin.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BeginningTest {
  @Test
  void isNewOrFirstOrATimeAgoOrASequence() {
    assertThat(Beginning.parse("new")).isEqualTo(new Beginning.New());
    assertThat(Beginning.parse("first")).isEqualTo(new Beginning.First());
    assertThat(Beginning.parse("5m")).isEqualTo(new Beginning.Ago(Duration.ofMinutes(5)));
    assertThat(Beginning.parse("2d")).isEqualTo(new Beginning.Ago(Duration.ofDays(2)));
    assertThat(Beginning.parse("1295")).isEqualTo(new Beginning.Sequence(1295));
  }

  @Test
  void isNothingElse() {
    assertThatThrownBy(() -> Beginning.parse("0")).hasMessageContaining("sequence");
    assertThatThrownBy(() -> Beginning.parse("yesterday")).hasMessageContaining("5m");
  }
}
