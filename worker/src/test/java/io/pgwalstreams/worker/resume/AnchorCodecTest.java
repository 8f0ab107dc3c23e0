package io.pgwalstreams.worker.resume;

import static io.pgwalstreams.worker.resume.Scene.lsn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnchorCodecTest {

  @Test
  void bringsEveryFieldBack() {
    var why = Reason.SlotMissing.because("it is gone", "make it anew");
    Anchor whole =
        Scene.anchor(12, 500, lsn(-1))
            .inEpoch(new Epoch(3, 7))
            .announcing(new Gap("3f9a0c61b2de", why, new Position(lsn(500), 2), lsn(900)))
            .keeping(Reason.DatabaseWentBack.because("it ends too early", "bring it back"));
    assertThat(AnchorCodec.decode(AnchorCodec.encode(whole))).isEqualTo(whole);
  }

  @Test
  void bringsBackAnAnchorBeforeTheFirstEvent() {
    Anchor first =
        new Anchor(
            0,
            new Position(lsn(400), 0),
            null,
            null,
            lsn(400),
            Scene.STREAM,
            new Anchor.SourceIdentity(Scene.SYSTEM, 1, 14),
            "f00d",
            new Epoch(1, Epoch.SETTLED),
            null);
    assertThat(AnchorCodec.decode(AnchorCodec.encode(first))).isEqualTo(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"v\":2,\"sequence\":1}", "{\"v\":1}", "not json"})
  void refusesWhatItDoesNotWhollyUnderstand(String text) {
    byte[] value = text.getBytes(StandardCharsets.UTF_8);
    assertThatIllegalArgumentException().isThrownBy(() -> AnchorCodec.decode(value));
  }
}
