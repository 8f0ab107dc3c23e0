package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresInstallation;
import io.pgwalstreams.testkit.PostgresVersion;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** pg_upgrade from 17 to 18, with the slot, while much is held back (row P2). */
@Timeout(180)
class UpgradeIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @BeforeAll
  static void need() {
    assumeTrue(
        PostgresInstallation.of(PostgresVersion.PG17).isPresent()
            && PostgresInstallation.of(PostgresVersion.PG18).isPresent(),
        "pg_upgrade of 17 and 18 is not there: make upgrade-servers");
  }

  private static void upgrade(Scene scene) {
    scene.postgres.upgrade(
        PostgresInstallation.of(PostgresVersion.PG17).orElseThrow(),
        PostgresInstallation.of(PostgresVersion.PG18).orElseThrow());
  }

  private static Scene heldBack() {
    Scene scene = Scene.set().with("delivery.confirmDelay", "10m").started().write(60);
    scene.assertExactlyOnce();
    return scene;
  }

  private static void goesOnWhenAccepted(Scene scene) {
    scene.postgres.start();
    scene.haltsWith(Reason.SystemChanged);
    scene.started("--accept", scene.haltId()).write(30).assertNothingLostBehindAGap();
    assertThat(scene.postgres.query("show server_version_num")).startsWith("18");
  }

  @Test
  void theFastShutdownReleasesTheSlotAndTheUpgradedServerIsAcceptedOnce() {
    try (Scene scene = heldBack()) {
      scene.postgres.stopFast(LIMIT);
      upgrade(scene);
      goesOnWhenAccepted(scene);
      scene.postgres.restart();
      scene.write(10).assertNothingLostBehindAGap();
    }
  }

  @Test
  void aSlotThatADeadWorkerHeldBackIsRefusedAndReleasedByOneMoreRun() {
    try (Scene scene = heldBack()) {
      scene.worker.kill9();
      scene.postgres.stopFast(LIMIT);
      assertThatThrownBy(() -> upgrade(scene)).hasMessageContaining("slot");
      scene.postgres.start();
      scene.started();
      scene.postgres.stopFast(LIMIT);
      upgrade(scene);
      goesOnWhenAccepted(scene);
    }
  }
}
