package io.pgwalstreams.operator.observe;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import java.util.List;
import java.util.Optional;

/**
 * A worker's answer to {@code /status}, as far as it has a say in the resource's status. Immutable.
 *
 * @param why what it waits for, or why it stands still
 * @param streamed true once events have flowed since its process started
 * @param appliedGeneration of the document that it works by; 0 before it works
 * @param configBroken why the document as mounted now cannot be used
 * @param delivery what it promises now
 * @param published how far the stream holds everything; empty before anything was read
 */
public record WorkerReport(
    String version,
    Phase phase,
    Optional<Failure> why,
    boolean streamed,
    String delivery,
    long appliedGeneration,
    String configHash,
    Optional<String> configBroken,
    Optional<Stream> stream,
    Optional<Lsn> published,
    List<Gap> gaps) {

  public WorkerReport {
    gaps = List.copyOf(gaps);
  }

  /** The same without how far it is, which is another number each time. */
  public WorkerReport withoutProgress() {
    return new WorkerReport(
        version,
        phase,
        why,
        streamed,
        delivery,
        appliedGeneration,
        configHash,
        configBroken,
        stream,
        Optional.empty(),
        gaps);
  }

  /** What it is doing; the same words as in {@code /status}. */
  public enum Phase {
    STARTING,
    STREAMING,
    WAITING,
    DRAINING,
    HALTED,
    STOPPED
  }

  /** The stream that it publishes to. */
  public record Stream(String name, String created, String storage, int replicas) {}

  /** An accepted gap. */
  public record Gap(String from, String to, String time, String reason) {}
}
