package io.pgwalstreams.worker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private final AtomicLong now = new AtomicLong();
  private final Silence silence = new Silence(now::get, 15, 120);

  @Test
  void asksOnceAfterAWhileAndEndsWhenNoAnswerComes() {
    assertThat(silence.isDead()).isFalse();
    now.set(15);
    assertThat(silence.ask()).isFalse();
    now.set(16);
    assertThat(silence.ask()).isTrue();
    assertThat(silence.ask()).isFalse();
    now.set(16 + 120);
    assertThat(silence.isDead()).isFalse();
    now.set(16 + 121);
    assertThat(silence.isDead()).isTrue();
  }

  @Test
  void anAnswerStartsItAnew() {
    assertThat(silence.isDead()).isFalse();
    now.set(16);
    assertThat(silence.ask()).isTrue();
    silence.broken();
    now.set(1000);
    assertThat(silence.isDead()).isFalse();
    assertThat(silence.ask()).isFalse();
  }

  @Test
  void aReaderThatDoesNotPollProvesNothing() {
    now.set(1_000_000);
    assertThat(silence.ask()).isFalse();
    assertThat(silence.isDead()).isFalse();
  }
}
