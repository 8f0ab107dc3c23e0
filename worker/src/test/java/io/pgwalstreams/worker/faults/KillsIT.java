package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is killed, and however often: every committed change stands in the stream once. */
@Timeout(400)
class KillsIT {
  private static final int RATE = 60;

  /** What is killed or restarted. */
  private enum Fault {
    WORKER,
    NATS,
    POSTGRES;

    void strike(Scene scene) {
      switch (this) {
        case WORKER -> {
          scene.worker.kill9();
          scene.worker.start();
        }
        case NATS -> {
          scene.nats.kill9();
          scene.nats.startAgain();
        }
        case POSTGRES -> scene.postgres.restart();
      }
    }
  }

  private static List<Fault> faults(int workers, int nats, int postgres, Random random) {
    var all = new ArrayList<Fault>();
    all.addAll(Collections.nCopies(workers, Fault.WORKER));
    all.addAll(Collections.nCopies(nats, Fault.NATS));
    all.addAll(Collections.nCopies(postgres, Fault.POSTGRES));
    Collections.shuffle(all, random);
    return all;
  }

  /** Some faults come at once upon the one before, in the middle of a start. */
  private static void strikeAll(Scene scene, List<Fault> faults, Random random) {
    for (Fault fault : faults) {
      switch (random.nextInt(3)) {
        case 0 -> scene.awaitGrowth(1);
        case 1 -> scene.awaitGrowth(500);
        default -> {}
      }
      fault.strike(scene);
    }
    scene.awaitGrowth(500);
  }

  @Test
  void twentyKillsOfTheWorkerTenOfNatsFiveRestartsOfPostgres() {
    try (Scene scene = Scene.set().started()) {
      scene.ledger().run(RATE);
      scene.ledger().run(RATE);
      var random = new Random(1);
      strikeAll(scene, faults(20, 10, 5, random), random);
      scene.quiet();
      assertThat(scene.committed()).hasSizeGreaterThan(1_000);
      scene.assertExactlyOnce();
      assertThat(scene.checker.others()).isEmpty();
    }
  }

  @Test
  void goesOnBehindAStreamThatWasPurged() {
    try (Scene scene = Scene.set().started()) {
      scene.ledger().run(RATE);
      for (int i = 0; i < 4; i++) {
        scene.awaitGrowth(300);
        scene.worker.kill9();
        scene.readOn();
        // What the killed one had on its way may come only now, and is read later.
        scene.tap.purgeBefore(scene.readTo() + 1);
        scene.worker.start();
      }
      scene.awaitGrowth(300);
      scene.quiet();
      scene.assertExactlyOnce();
    }
  }

  @Test
  void goesOnBehindAWorkQueueWhoseMessagesAreConsumed() {
    try (Scene scene =
        Scene.set().stream(StreamConfiguration.builder().retentionPolicy(RetentionPolicy.WorkQueue))
            .started()) {
      scene.ledger().run(RATE);
      var random = new Random(3);
      for (Fault fault : faults(5, 3, 1, random)) {
        scene.awaitGrowth(200);
        scene.consume();
        fault.strike(scene);
      }
      scene.awaitGrowth(200);
      scene.quiet();
      scene.assertConsumedExactlyOnce();
    }
  }

  @Test
  void keepsItsPromiseOverAMemoryStream() {
    try (Scene scene =
        Scene.set().stream(StreamConfiguration.builder().storageType(StorageType.Memory))
            .started()) {
      scene.ledger().run(RATE);
      var random = new Random(4);
      strikeAll(scene, faults(6, 0, 2, random), random);
      scene.quiet();
      scene.assertExactlyOnce();
    }
  }
}
