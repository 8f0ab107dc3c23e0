package io.pgwalstreams.benchmarks;

import io.pgwalstreams.testkit.MemoryLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The worker as a process of its own, with the Java and the flags of its image. Used by one thread.
 */
final class BenchWorker implements AutoCloseable {
  /**
   * {@code -Dpod.mib}: the memory of the machine, as its JVM is told; where it may be, the kernel
   * holds it to that. A worker's pod asks for 192 and may have 256.
   */
  static final int POD_MIB = Integer.getInteger("pod.mib", 192);

  private static final long MIB = 1 << 20;

  /** What a collection has found and left: "12M->3M(92M)". */
  private static final Pattern HEAP = Pattern.compile(" ([0-9]+)([MK])->([0-9]+)([MK])\\(");

  private final Process process;
  private final Path log;
  private final Path gc;
  private final CpuClock cpu;
  private final Optional<MemoryLimit> limit;

  private BenchWorker(Process process, Path log, Path gc, Optional<MemoryLimit> limit) {
    this.limit = limit;
    this.gc = gc;
    this.process = process;
    this.log = log;
    this.cpu = new CpuClock(process.pid());
  }

  static BenchWorker start(String text) throws IOException {
    Path document = Files.createTempFile("bench", ".yaml");
    Files.writeString(document, text);
    Path log = Files.createTempFile("bench", ".log");
    Path gc = Files.createTempFile("bench", ".gc");
    List<String> command = command(document, gc);
    Optional<MemoryLimit> limit = MemoryLimit.of(POD_MIB * MIB);
    Process process =
        new ProcessBuilder(limit.map(l -> l.held(command)).orElse(command))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return new BenchWorker(process, log, gc, limit);
  }

  /**
   * {@code -Dworker.command}: a file with the command up to the verb, a word a line, as {@code
   * images/unpack.sh} writes it. {@code -Dworker.jvm}: further flags for its JVM, as for a flight
   * recording.
   */
  private static List<String> command(Path document, Path gc) throws IOException {
    var command =
        new ArrayList<>(Files.readAllLines(Path.of(System.getProperty("worker.command"))));
    var flags =
        new ArrayList<>(
            List.of("-XX:MaxRAM=" + POD_MIB + "m", "-Xlog:gc:file=" + gc + "::filecount=0"));
    String more = System.getProperty("worker.jvm", "");
    if (!more.isBlank()) {
      flags.addAll(List.of(more.strip().split(" +")));
    }
    // the last flag counts
    command.addAll(command.indexOf("-cp"), flags);
    command.addAll(List.of("run", document.toString(), "--served", "--listen", "127.0.0.1:0"));
    return command;
  }

  long cpuNanos() throws IOException {
    return cpu.nanos();
  }

  /**
   * Bytes that it has allocated up to its last garbage collection: what the heap had grown by from
   * each to the next.
   */
  long allocated() throws IOException {
    long total = 0;
    long left = 0;
    for (String line : Files.readAllLines(gc)) {
      Matcher heap = HEAP.matcher(line);
      if (heap.find()) {
        total += kib(heap.group(1), heap.group(2)) - left;
        left = kib(heap.group(3), heap.group(4));
      }
    }
    return total * 1024;
  }

  private static long kib(String number, String unit) {
    return Long.parseLong(number) * (unit.equals("M") ? 1024 : 1);
  }

  /** Peak resident memory, KiB; 0 when the process has ended. */
  long peakResident() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(l -> l.startsWith("VmHWM:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }

  /**
   * The most that the kernel has counted as its, page cache included, in bytes; empty where it is
   * not held.
   */
  Optional<Long> peakCharged() {
    return limit.map(MemoryLimit::peak);
  }

  /** IllegalStateException, with its log, when it has ended. */
  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the worker ended with status %d (137: killed, as by the kernel beyond its memory):%n%s"
              .formatted(process.exitValue(), Files.readString(log)));
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    limit.ifPresent(MemoryLimit::close);
  }
}
