package io.pgwalstreams.plugin.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameTest {
  @Test
  void writesOverTheLastOneLineByLineAndErasesWhatIsLeftOfIt() {
    String title =
        Frame.title(
            "WalStreams, namespace shop, context prod",
            Scene.NOON,
            ZoneOffset.UTC,
            Duration.ofSeconds(2));
    assertThat(Frame.of(title, List.of("NAME", "shop")).replace('\u001b', '^'))
        .isEqualTo(
            """
            ^[HWalStreams, namespace shop, context prod   12:00:00, every 2s, Ctrl-C ends^[K
            ^[K
            NAME^[K
            shop^[K
            ^[J""");
  }
}
