package io.pgwalstreams.worker.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.worker.pipeline.PipelineListener.Phase;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import io.pgwalstreams.worker.pipeline.PipelineListener.Start;
import io.pgwalstreams.worker.pipeline.PipelineListener.Stream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /status}; docs/reference/status.md describes its fields. Immutable.
 *
 * @param name namespace/name of the WalStream
 * @param phase what the worker is doing
 * @param why what it waits for, or why it stands still; null otherwise
 * @param streamed true once events have flowed since the process started
 * @param stream as it was found; null until it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Status(
    String name,
    String version,
    Phase phase,
    @Nullable Failure why,
    boolean streamed,
    Target target,
    @Nullable Stream stream,
    @Nullable Resume resume,
    @Nullable Progress progress,
    @Nullable SlotNumbers slot,
    Config config,
    @Nullable Halt halt,
    List<Gap> gaps) {

  /** From where to where. */
  public record Target(String database, String slot, String stream, String delivery) {}

  /** How the running session began. */
  public record Resume(String row, String sentence, Start start) {}

  /**
   * How far it is.
   *
   * @param sequence the stream's sequence up to which everything is acknowledged
   */
  public record Progress(
      int inFlight,
      long inFlightBytes,
      long sequence,
      String position,
      String received,
      String confirmed) {}

  /**
   * The document in force.
   *
   * @param broken why the files as they are now cannot be used; null when they can
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Config(
      String hash, long appliedGeneration, @Nullable String mapping, @Nullable String broken) {}

  /**
   * A halt; {@code acceptable} by {@code --accept ID}.
   *
   * @param position the last change that the stream is known to hold
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Halt(
      String id, String reason, String time, boolean acceptable, @Nullable String position) {}

  /** An accepted gap. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Gap(String id, String reason, @Nullable String from, String to, String time) {}

  /** Before anything has happened. */
  public static Status of(String name, String version, Target target, String configHash) {
    return new Status(
        name,
        version,
        Phase.STARTING,
        null,
        false,
        target,
        null,
        null,
        null,
        null,
        new Config(configHash, 0, null, null),
        null,
        List.of());
  }

  Status in(Phase next) {
    return copy(next, why, streamed || next == Phase.STREAMING, resume, progress, slot, config);
  }

  Status because(@Nullable Failure next) {
    return copy(phase, next, streamed, resume, progress, slot, config);
  }

  Status starting(String row, String sentence, Start start) {
    return copy(phase, why, streamed, new Resume(row, sentence, start), progress, slot, config);
  }

  Status progress(int messages, long bytes, long sequence, String position) {
    Progress p = progress;
    return copy(
        phase,
        why,
        streamed,
        resume,
        new Progress(
            messages,
            bytes,
            sequence,
            position,
            p == null ? "0/0" : p.received(),
            p == null ? "0/0" : p.confirmed()),
        slot,
        config);
  }

  Status confirmed(String received, String flushed) {
    Progress p = progress;
    return copy(
        phase,
        why,
        streamed,
        resume,
        p == null
            ? new Progress(0, 0, 0, "", received, flushed)
            : new Progress(
                p.inFlight(), p.inFlightBytes(), p.sequence(), p.position(), received, flushed),
        slot,
        config);
  }

  Status slot(SlotNumbers numbers) {
    return copy(phase, why, streamed, resume, progress, numbers, config);
  }

  Status applied(long generation, String mapping) {
    return configured(new Config(config.hash(), generation, mapping, config.broken()));
  }

  Status configured(String hash, Target now) {
    var read = new Config(hash, config.appliedGeneration(), config.mapping(), null);
    return new Status(
        name, version, phase, why, streamed, now, stream, resume, progress, slot, read, halt, gaps);
  }

  Status broken(String words) {
    return configured(
        new Config(config.hash(), config.appliedGeneration(), config.mapping(), words));
  }

  Status publishingTo(Stream next) {
    return new Status(
        name, version, phase, why, streamed, target, next, resume, progress, slot, config, halt,
        gaps);
  }

  private Status configured(Config next) {
    return copy(phase, why, streamed, resume, progress, slot, next);
  }

  Status halted(Halt next) {
    return new Status(
        name, version, phase, why, streamed, target, stream, resume, progress, slot, config, next,
        gaps);
  }

  Status with(List<Gap> next) {
    return new Status(
        name, version, phase, why, streamed, target, stream, resume, progress, slot, config, halt,
        next);
  }

  private Status copy(
      Phase nextPhase,
      @Nullable Failure nextWhy,
      boolean nextStreamed,
      @Nullable Resume nextResume,
      @Nullable Progress nextProgress,
      @Nullable SlotNumbers nextSlot,
      Config nextConfig) {
    return new Status(
        name,
        version,
        nextPhase,
        nextWhy,
        nextStreamed,
        target,
        stream,
        nextResume,
        nextProgress,
        nextSlot,
        nextConfig,
        halt,
        gaps);
  }
}
