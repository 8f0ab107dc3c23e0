package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transaction of any size passes in constant memory. */
@Timeout(300)
class LargeTransactionIT {
  private static final int ROWS = 1_000_000;

  /** Resident memory that the worker may take with a heap of 96 MiB, in KiB. */
  private static final long RESIDENT = 256 * 1024;

  private long ordinal;
  private long ends;

  @Test
  void aTransactionOfAMillionRowsPassesInASmallHeap() throws IOException {
    try (Scene scene = Scene.set().started()) {
      scene.postgres.execute(
          "insert into ledger select g, 1, g, 'row ' || g from generate_series(1, " + ROWS + ") g");
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(500))
          .failFast("the worker has ended", () -> !scene.worker.isRunning())
          .until(() -> scene.tap.last().orElse(0) >= ROWS);
      long resident = kibibytes(scene.worker.pid(), "VmHWM");
      System.out.println("a million rows in one transaction: VmHWM " + resident / 1024 + " MiB");
      assertThat(resident).isLessThan(RESIDENT);
      assertThat(scene.tap.read(1, this::check)).isEqualTo(ROWS);
      assertThat(ends).isEqualTo(1);
    }
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

  private static long kibibytes(long pid, String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
