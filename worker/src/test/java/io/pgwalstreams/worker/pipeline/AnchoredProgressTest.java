package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.AnchorCodec;
import io.pgwalstreams.worker.resume.Epoch;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnchoredProgressTest {
  private static final int MEBIBYTE = 1 << 20;

  private final ModelJetStream server = new ModelJetStream();
  private final Window window =
      new Window(new Accounted(0, new Position(new Lsn(1), 0), null, null, new Lsn(1)));
  private final ConfirmSchedule schedule = new ConfirmSchedule(new Lsn(1));
  private final AnchoredProgress progress =
      new AnchoredProgress(
          window,
          new Checkpoints(
              server.port(), new RecordingListener(), schedule, 0, anchor(window.accounted())),
          new SecondLook(server.port(), schedule, () -> Duration.ZERO),
          this::anchor,
          0);

  private Anchor anchor(Accounted done) {
    return done.anchor(
        new Anchor.StreamIdentity(server.created, ""),
        new Anchor.SourceIdentity("7", 1, 17),
        "00000000deadbeef",
        new Epoch(1, Epoch.SETTLED));
  }

  private void store(int events) {
    for (int i = 0; i < events; i++) {
      long sequence = window.lastSent() + 1;
      var event =
          new Event(
              new Position(new Lsn(100), sequence),
              new TransactionId(new Lsn(100), 7, 8),
              "s",
              Body.of("id", new byte[MEBIBYTE]),
              new Event.Label("public", "t", "insert"));
      window.sent(event, new HeaderBytes(), new Lsn(100), 0);
      window.stored(sequence);
      server.last = sequence;
    }
    progress.turn(1, Progress.Haste.NONE);
  }

  /** A start behind it would wait for a message that never was, and halt. */
  @Test
  void theEventOfAGapIsNoMessageThatPostgresMustSendAgain() {
    store(1);
    progress.gapPublished(null);
    progress.settle(1);
    assertThat(AnchorCodec.decode(server.checkpoints.getFirst().value()).transaction()).isNull();
  }

  /** Or nothing would be compared at the next start. */
  @Test
  void theAnchorBehindAGapNamesTheTransactionBeforeIt() {
    var before = new TransactionId(new Lsn(100), 5, 6);
    store(1);
    progress.gapPublished(before);
    progress.settle(1);
    assertThat(AnchorCodec.decode(server.checkpoints.getFirst().value()).transaction())
        .isEqualTo(before);
  }

  @Test
  void anAnchorIsWrittenBeforeAStartWouldHaveToReadTooManyBytes() {
    store(31);
    assertThat(server.checkpoints).isEmpty();
    store(1);
    assertThat(server.checkpoints).hasSize(1);
    store(31);
    assertThat(server.checkpoints).hasSize(1);
    store(1);
    assertThat(server.checkpoints).hasSize(2);
  }
}
