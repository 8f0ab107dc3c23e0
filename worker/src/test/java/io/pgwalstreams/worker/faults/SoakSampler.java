package io.pgwalstreams.worker.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks at a scene's worker every ten seconds, from outside: {@code /proc} of Linux. */
final class SoakSampler implements AutoCloseable {
  private static final long EVERY_SECONDS = 10;
  private static final String LAG =
      "select pg_current_wal_lsn() - confirmed_flush_lsn from pg_replication_slots"
          + " where slot_name = '"
          + WorkerDocument.SLOT
          + "'";

  private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
  private final ChaosScene scene;
  private final Path csv;
  private final long from = System.nanoTime();
  private final List<SoakSample> samples = new ArrayList<>();

  /** Writes each sample to a file as well, at once. */
  SoakSampler(ChaosScene scene, Path csv) {
    this.scene = scene;
    this.csv = csv;
    begin();
    var unused =
        executor.scheduleAtFixedRate(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    sample()
        .ifPresent(
            sample -> {
              synchronized (samples) {
                samples.add(sample);
              }
              append(sample);
            });
  }

  /** Empty while the worker is away. */
  private Optional<SoakSample> sample() {
    if (!scene.worker.isRunning()) {
      return Optional.empty();
    }
    long pid = scene.worker.pid();
    Path process = Path.of("/proc", Long.toString(pid));
    try {
      List<String> status = Files.readAllLines(process.resolve("status"));
      List<String> handles = handles(process.resolve("fd"));
      return Optional.of(
          new SoakSample(
              TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - from),
              pid,
              number(status, "VmRSS:"),
              number(status, "Threads:"),
              handles.size(),
              handles.stream().filter(h -> h.startsWith("socket:")).count(),
              lag(),
              scene.ledger.events()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** IOException where there is none, as of a process that is ending. */
  private static long number(List<String> status, String name) throws IOException {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).replace("kB", "").strip())
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name));
  }

  private static List<String> handles(Path folder) throws IOException {
    var handles = new ArrayList<String>();
    try (var links = Files.list(folder)) {
      for (Path link : links.toList()) {
        try {
          handles.add(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
          // It was closed meanwhile.
        }
      }
    }
    return handles;
  }

  private OptionalLong lag() {
    try {
      String bytes = scene.postgres.query(LAG);
      return bytes == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(bytes));
    } catch (IllegalStateException e) {
      return OptionalLong.empty();
    }
  }

  private void begin() {
    try {
      Files.createDirectories(csv.toAbsolutePath().getParent());
      Files.writeString(csv, SoakSample.HEADER + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(SoakSample sample) {
    try {
      Files.writeString(csv, sample.csv() + "\n", StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What was seen so far. */
  List<SoakSample> samples() {
    synchronized (samples) {
      return List.copyOf(samples);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
