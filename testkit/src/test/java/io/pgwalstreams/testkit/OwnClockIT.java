package io.pgwalstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnClockIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration NEAR = Duration.ofMinutes(5);

  private static boolean isAhead(Instant time, Duration offset) {
    Duration wrong = Duration.between(Instant.now().plus(offset), time);
    return wrong.abs().compareTo(NEAR) < 0;
  }

  private static Instant now(PostgresServer server) {
    String seconds = server.query("select extract(epoch from clock_timestamp())::bigint");
    return Instant.ofEpochSecond(Long.parseLong(String.valueOf(seconds)));
  }

  @Test
  void aServersClockJumpsForthAndBack() {
    assumeTrue(OwnClock.canBeMade(), OwnClock.NOT_INSTALLED);
    try (var clock = OwnClock.started();
        var server =
            PostgresServer.start(
                PostgresVersion.PG17, PostgresServer.Options.none().withClock(clock))) {
      assertThat(isAhead(now(server), Duration.ZERO)).isTrue();
      for (Duration offset : new Duration[] {Duration.ofHours(2), Duration.ofHours(-1)}) {
        clock.set(offset);
        await().atMost(PATIENCE).until(() -> isAhead(now(server), offset));
      }
    }
  }

  /** What it waits for takes as long as it would. */
  @Test
  void javasClockIsAnotherAndItsWaitsAreNot() throws IOException, InterruptedException {
    assumeTrue(OwnClock.canBeMade(), OwnClock.NOT_INSTALLED);
    try (var clock = OwnClock.started()) {
      clock.set(Duration.ofHours(2));
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      var builder =
          new ProcessBuilder(
              java, "-cp", System.getProperty("java.class.path"), WaitingProgram.class.getName());
      builder.environment().putAll(clock.environment());
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String[] said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split(" ", 2);
      assertThat(process.waitFor()).isZero();
      assertThat(isAhead(Instant.ofEpochMilli(Long.parseLong(said[0])), Duration.ofHours(2)))
          .isTrue();
      assertThat(Long.parseLong(said[1].strip())).isGreaterThanOrEqualTo(WaitingProgram.MILLIS);
    }
  }
}
