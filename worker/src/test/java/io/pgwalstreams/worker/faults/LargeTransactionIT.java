package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.testkit.MemoryLimit;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transaction of any size passes in constant memory. */
@Timeout(300)
class LargeTransactionIT {
  private static final int ROWS = 1_000_000;
  private static final long MIB = 1 << 20;

  /** What the worker may take in all, with a heap of 96 MiB: the limit of its container. */
  private static final long CONTAINER = 256 * MIB;

  /**
   * How much more it may have at the end than after the first quarter. The heap is resident as a
   * whole from the start, or its first use would look like growth.
   */
  private static final long GROWTH = 12 * MIB;

  private long ordinal;
  private long ends;

  @Test
  void aTransactionOfAMillionRowsPassesInASmallContainer() throws IOException {
    Optional<MemoryLimit> limit = MemoryLimit.of(CONTAINER);
    try (Scene scene = Scene.set()) {
      scene.worker.withJvm("-Xms96m", "-XX:+AlwaysPreTouch").start();
      limit.ifPresent(l -> l.hold(scene.worker.pid()));
      scene.worker.awaitStreaming();
      scene.postgres.execute(
          "insert into ledger select g, 1, g, 'row ' || g from generate_series(1, " + ROWS + ") g");
      awaitStored(scene, ROWS / 4);
      long early = bytes(scene.worker.pid(), "VmRSS");
      awaitStored(scene, ROWS);
      long late = bytes(scene.worker.pid(), "VmRSS");
      long highest = bytes(scene.worker.pid(), "VmHWM");
      System.out.printf(
          "a million rows in one transaction: resident %d MiB after a quarter, %d MiB at the end, %d"
              + " MiB at most; control group %s%n",
          early / MIB,
          late / MIB,
          highest / MIB,
          limit.map(l -> l.peak() / MIB + " MiB").orElse("not available"));
      assertThat(highest).isLessThan(CONTAINER);
      assertThat(late - early).isLessThan(GROWTH);
      assertThat(scene.tap.read(1, this::check)).isEqualTo(ROWS);
      assertThat(ends).isEqualTo(1);
    } finally {
      limit.ifPresent(MemoryLimit::close);
    }
  }

  private static void awaitStored(Scene scene, long events) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(200))
        .failFast("the worker has ended", () -> !scene.worker.isRunning())
        .until(() -> scene.tap.last().orElse(0) >= events);
  }

  private void check(StoredMessage message) {
    EventHeader header = EventHeader.parse(message).orElseThrow();
    ordinal++;
    assertThat(header.position().ordinal()).isEqualTo(ordinal);
    if (header.lastEnd() != null) {
      ends++;
      assertThat(ordinal).isEqualTo(ROWS);
    }
  }

  private static long bytes(long pid, String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(line -> Long.parseLong(line) * 1024)
        .findFirst()
        .orElseThrow();
  }
}
