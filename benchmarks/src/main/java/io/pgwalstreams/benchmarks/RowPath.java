package io.pgwalstreams.benchmarks;

import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Step;
import io.pgwalstreams.worker.change.TransactionCursor;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.pgoutput.PgOutputDecoder;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.runtime.EventMapping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@code make bench-micro}: from a frame of an INSERT to a change, and from there to its event; the
 * same of an UPDATE.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class RowPath {
  private static final String SYSTEM = "7386141903120000003";
  private static final int TEXT_LENGTH = 20;
  private static final int MAX_PAYLOAD = 1 << 20;

  /** Columns of the table. */
  @Param({"2", "8", "50"})
  int columns;

  /** Where the texts begin: in ASCII, or with characters of two bytes. */
  @Param({"a", "\u0430"})
  char first;

  private final PgOutputDecoder decoder = new PgOutputDecoder();
  private final TransactionCursor cursor = new TransactionCursor();
  private final EventMapping mapping = new EventMapping(settings(), SYSTEM, MAX_PAYLOAD);
  private final Event event = Event.blank();
  private byte[] insert = {};
  private byte[] update = {};
  private @Nullable Change change;

  /** A transaction that has begun, with its table described. */
  @Setup
  public void begin() {
    Frames frames = Frames.of(columns, TEXT_LENGTH, first);
    step(frames.begin());
    step(frames.relation());
    insert = frames.insert();
    update = frames.update();
    change = (Change) step(insert);
  }

  private Step step(byte[] frame) {
    return cursor.next(decoder.decode(frame, 0, frame.length));
  }

  @Benchmark
  public Step decode() {
    return step(insert);
  }

  @Benchmark
  public Event encode() {
    return mapping.encode(Objects.requireNonNull(change), event);
  }

  @Benchmark
  public Event decodeAndEncode() {
    return mapping.encode((Change) step(insert), event);
  }

  @Benchmark
  public Event decodeAndEncodeUpdate() {
    return mapping.encode((Change) step(update), event);
  }

  private static PipelineSettings settings() {
    return new PipelineSettings(
        "bench/rows",
        1,
        "slot",
        false,
        null,
        List.of("p"),
        "db",
        false,
        "db",
        PipelineSettings.Delivery.EXACTLY_ONCE,
        Duration.ZERO,
        MAX_PAYLOAD,
        PipelineSettings.Oversized.HALT,
        PipelineSettings.OnGap.HALT,
        Map.of(),
        List.of(),
        List.of(),
        null,
        Set.of());
  }
}
