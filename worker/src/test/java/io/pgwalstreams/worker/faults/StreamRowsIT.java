package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.api.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rows of the decision table that are about the stream, for real. */
@Timeout(120)
class StreamRowsIT {
  private static final int RATE = 50;
  private static final String STRAY = WorkerDocument.PREFIX + ".public.stray.insert";

  private static Scene withEvents() {
    Scene scene = Scene.set().started().write(60);
    scene.awaitLast(scene.expectedEvents());
    return scene;
  }

  @Test
  void aDeletedLastMessageIsNotPublishedAgain() {
    try (Scene scene = withEvents()) {
      scene.worker.kill9();
      scene.readOn();
      scene.tap.deleteMessage(scene.tap.last().orElseThrow());
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void whatFollowsCountedEventsIsNotTakenForForeignAtTheNextStart() {
    try (Scene scene = withEvents()) {
      scene.worker.kill9();
      scene.readOn();
      scene.tap.deleteMessage(scene.tap.last().orElseThrow());
      scene.started().write(20).assertExactlyOnce();
      scene.worker.kill9();
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void aPurgeFarBeyondTheEndHaltsAndIsAccepted() {
    try (Scene scene = withEvents()) {
      assertThat(scene.worker.terminate()).isZero();
      scene.readOn();
      scene.tap.purgeBefore(scene.tap.last().orElseThrow() + 100_000);
      scene.write(20).worker.start();
      scene.haltsWith(Reason.SequenceJumped);
      scene.started("--accept", scene.haltId()).assertNothingLostBehindAGap();
    }
  }

  @Test
  void aPurgeNotFarBeyondTheEndHaltsBecauseTheEventsCannotBeCounted() {
    try (Scene scene = withEvents()) {
      assertThat(scene.worker.terminate()).isZero();
      scene.readOn();
      scene.tap.purgeBefore(scene.tap.last().orElseThrow() + 2_000);
      scene.write(5).worker.start();
      scene.haltsWith(Reason.CountMismatch);
    }
  }

  @Test
  void aStreamThatWritesDeleteMarkersIsRefused() {
    try (Scene scene =
        Scene.set().stream(
            StreamConfiguration.builder()
                .allowMessageTtl()
                .subjectDeleteMarkerTtl(Duration.ofMinutes(1)))) {
      scene.worker.start();
      scene.haltsWith(Reason.StreamUnsuitable);
      assertThat(scene.tap.last()).hasValue(0);
    }
  }

  @Test
  void aStrayMessageUnderLoadHaltsAndIsAccepted() {
    try (Scene scene = Scene.set().started()) {
      scene.ledger().run(RATE);
      scene.awaitGrowth(200);
      scene.tap.publish(STRAY, "stray");
      String words = scene.haltsWith(Reason.ForeignWriter);
      assertThat(words).contains(WorkerDocument.STREAM);
      scene.started("--accept", scene.haltId()).awaitGrowth(200);
      scene.quiet();
      scene.assertNothingLost();
    }
  }

  @Test
  void aStrayMessageWhileTheWorkerIsDeadHaltsItsNextStart() {
    try (Scene scene = withEvents()) {
      scene.worker.kill9();
      scene.tap.publish(STRAY, "stray");
      scene.worker.start();
      scene.haltsWith(Reason.ForeignWriter);
      scene.started("--accept", scene.haltId()).write(10).assertNothingLost();
    }
  }

  @Test
  void aStreamThatIsDeletedUnderLoadHaltsAndIsMadeAnewWhenAccepted() {
    try (Scene scene = Scene.set().started()) {
      scene.ledger().run(RATE);
      scene.awaitGrowth(200);
      scene.tap.delete();
      scene.haltsWith(Reason.StreamRecreated);
      scene.started("--accept", scene.haltId()).awaitGrowth(200);
      scene.quiet();
    }
  }

  @Test
  void aStreamThatWasDeletedAndCreatedAnewHalts() {
    try (Scene scene = withEvents()) {
      scene.worker.kill9();
      scene.tap.delete();
      scene.stream(StreamConfiguration.builder()).worker.start();
      scene.haltsWith(Reason.StreamRecreated);
      assertThat(scene.tap.last()).hasValue(0);
      scene.started("--accept", scene.haltId()).write(10).awaitLast(11);
      scene.readOn();
      assertThat(scene.checker.others()).hasSize(1);
      assertThat(scene.checker.others().getFirst().subject()).isEqualTo("db.gap");
    }
  }

  @Test
  void theCheckpointBucketMayGo() {
    try (Scene scene = withEvents()) {
      var bucket = new StreamTap(scene.nats, "KV_pgwalstreams");
      bucket.delete();
      scene.write(40).awaitLast(scene.expectedEvents());
      await().atMost(Scene.PATIENCE).until(() -> bucket.last().orElse(0) > 0);
      scene.worker.kill9();
      bucket.delete();
      scene.started().write(20).assertExactlyOnce();
    }
  }

  @Test
  void aFullStreamIsWaitedForAndNothingIsSkipped() {
    try (Scene scene =
        Scene.set().stream(
                StreamConfiguration.builder().maxMessages(100).discardPolicy(DiscardPolicy.New))
            .started()) {
      scene.write(60);
      scene.awaitWaiting(Reason.StreamFull);
      while (scene.checker.events() < scene.expectedEvents()) {
        scene.awaitLast(Math.min(scene.readTo() + 100, scene.expectedEvents()));
        scene.readOn();
        scene.tap.purge();
      }
      scene.assertExactlyOnce();
    }
  }

  @Test
  void anOversizedRowHaltsOrIsTruncatedAsAsked() {
    try (Scene scene =
        Scene.set(io.pgwalstreams.testkit.PostgresServer.Options.none(), "max_payload: 65536")
            .started()) {
      scene.write(10).awaitLast(scene.expectedEvents());
      scene.readOn();
      scene.checker.assertExactly(scene.committed());
      scene.postgres.execute("insert into audit values (1, 1, 1, repeat('x', 100000))");
      scene.haltsWith(Reason.EventTooLarge);
      long before = scene.tap.last().orElseThrow();
      scene.worker.start();
      scene.haltsWith(Reason.EventTooLarge);
      assertThat(scene.tap.last()).hasValue(before);
      scene.with("delivery.onOversizedEvent", "Truncate").started();
      scene.awaitLast(before + 1);
      assertThat(scene.stored()).contains(new Change("audit", "INSERT", 1, 1, 1, 0));
    }
  }
}
