package io.pgwalstreams.worker.pipeline;

import static io.pgwalstreams.worker.pipeline.ModelSession.settings;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ControlTest {
  private final Control control = new Control(() -> 0);

  @Test
  void settingsAreWantedUntilTheyOrNewerOnesAreInForce() {
    assertThat(control.wanted()).isNull();
    control.apply(settings(2));
    control.applied(settings(1));
    assertThat(control.wanted()).isEqualTo(settings(2));
    control.apply(settings(3));
    control.applied(settings(2));
    assertThat(control.wanted()).isEqualTo(settings(3));
    control.applied(settings(3));
    assertThat(control.wanted()).isNull();
  }
}
