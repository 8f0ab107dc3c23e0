package io.pgwalstreams.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.Reason.Recovery;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReasonTextTest {
  private static final String MEANWHILE = "a slot that is there keeps WAL";

  @Test
  void whereAPersonMustActItSaysWhatTheSlotKeepsMeanwhile() {
    assertThat(Arrays.stream(Reason.values()))
        .allSatisfy(
            reason ->
                assertThat(String.join("\n", ReasonText.of(reason)).contains(MEANWHILE))
                    .isEqualTo(reason.recovery() == Recovery.PERSON));
  }
}
