package io.pgwalstreams.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LagTest {
  private static Lag of(Live before, Live now) {
    return Lag.of(
            Scene.look(0, Scene.said(Scene.ready("shop"), before)),
            Scene.look(1, Scene.said(Scene.ready("shop"), now)))
        .getFirst();
  }

  @Test
  void secondsAreThoseInWhichThatMuchIsWritten() {
    Lag lag = of(Scene.live("p", 0, 10_000, 0), Scene.live("p", 0, 12_000, 4_000));
    assertThat(lag.bytes()).hasValue(8_000);
    assertThat(lag.seconds()).hasValue(4);
  }

  @Test
  void whoIsNotBehindIsZeroSecondsBehind() {
    Lag lag = of(Scene.live("p", 0, 10_000, 0), Scene.live("p", 0, 10_000, 10_000));
    assertThat(lag.seconds()).hasValue(0);
  }

  @Test
  void nobodyKnowsSecondsWhileNothingIsWritten() {
    Lag lag = of(Scene.live("p", 0, 10_000, 0), Scene.live("p", 0, 10_000, 9_000));
    assertThat(lag.bytes()).hasValue(1_000);
    assertThat(lag.seconds()).isEmpty();
  }

  @Test
  void theStatusSaysItWhereTheWorkerIsSilent() {
    Look look = Scene.look(0, new Seen(Scene.ready("shop"), Optional.empty(), Optional.empty()));
    Lag lag = Lag.of(look, look).getFirst();
    assertThat(lag.bytes()).hasValue(64L << 20);
    assertThat(lag.live()).isFalse();
    assertThat(Lag.lines(List.of(lag), false))
        .containsExactly(
            "NAME   BYTES      LAG    SECONDS   FROM", "shop   67108864   64Mi   -         status");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1.3Gi,1395864371", "64Mi,67108864", "980Ki,1003520"})
  void readsWhatTheOperatorWrites(String text, long bytes) {
    assertThat(Lag.written(Optional.of(text))).hasValue(bytes);
  }

  @Test
  void doesNotGuessAtWhatItDoesNotKnow() {
    assertThat(Lag.written(Optional.of("much"))).isEmpty();
    assertThat(Lag.written(Optional.empty())).isEmpty();
  }

  @Test
  void aLimitIsASizeOrATime() {
    assertThat(Limit.parse("64Mi")).isEqualTo(new Limit.Bytes(64L << 20));
    assertThat(Limit.parse("30s")).isEqualTo(new Limit.Seconds(30));
    assertThat(Limit.parse("5m")).isEqualTo(new Limit.Seconds(300));
    assertThatThrownBy(() -> Limit.parse("much")).hasMessageContaining("64Mi");
  }

  @Test
  void whatIsNotKnownIsTooMuch() {
    assertThat(new Limit.Bytes(9).isKept(OptionalLong.empty(), OptionalDouble.empty())).isFalse();
    assertThat(new Limit.Seconds(9).isKept(OptionalLong.of(1), OptionalDouble.empty())).isFalse();
    assertThat(new Limit.Bytes(9).isKept(OptionalLong.of(9), OptionalDouble.empty())).isTrue();
    assertThat(new Limit.Bytes(9).isKept(OptionalLong.of(10), OptionalDouble.empty())).isFalse();
  }
}
