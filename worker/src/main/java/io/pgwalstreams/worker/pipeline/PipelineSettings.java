package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.resume.Consent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the pipeline needs of the document. Immutable.
 *
 * @param name namespace and name, for log lines
 * @param generation of the document
 * @param slot name of the replication slot
 * @param createSlot true when the slot is ours to create
 * @param failover whether standbys may take the slot over; null when the slot is not ours
 * @param publications what START_REPLICATION asks for
 * @param stream name of the JetStream stream
 * @param createStream true when a missing stream is to be created
 * @param subjectPrefix without a trailing dot
 * @param holdBack how old an anchor must be before the slot is confirmed by it
 * @param maxInFlightBytes limit of the window
 * @param tables {@code filter.tables} as written: pattern to operations in lower case; empty:
 *     everything
 * @param excludeColumns {@code filter.excludeColumns} as written
 * @param messagePrefixes prefixes of logical messages to publish; empty: none
 * @param maxRetainedWal bytes of WAL beyond which to warn; null: never
 * @param acceptedHalts ids of halts that were accepted
 */
public record PipelineSettings(
    String name,
    long generation,
    String slot,
    boolean createSlot,
    @Nullable Boolean failover,
    List<String> publications,
    String stream,
    boolean createStream,
    String subjectPrefix,
    Delivery delivery,
    Duration holdBack,
    long maxInFlightBytes,
    Oversized oversized,
    OnGap onGap,
    Map<String, List<String>> tables,
    List<String> excludeColumns,
    List<String> messagePrefixes,
    @Nullable Long maxRetainedWal,
    Set<String> acceptedHalts) {

  public PipelineSettings {
    publications = List.copyOf(publications);
    tables = Map.copyOf(tables);
    excludeColumns = List.copyOf(excludeColumns);
    messagePrefixes = List.copyOf(messagePrefixes);
    acceptedHalts = Set.copyOf(acceptedHalts);
  }

  /**
   * The START_REPLICATION options of pgoutput: protocol 1, text, no streaming (PostgreSQL manual
   * 54.5). Only what every supported version knows: an unknown option is an error there. Only what
   * cannot change while the stream lives, too: PostgreSQL counts by it, so a transaction that was
   * begun under other options would go on at another change. That is why logical messages are
   * always asked for; those that are not wanted are left out by the filter.
   */
  public Map<String, String> startOptions() {
    String names =
        publications.stream()
            .map(n -> '"' + n.replace("\"", "\"\"") + '"')
            .collect(Collectors.joining(","));
    return Map.of("proto_version", "1", "publication_names", names, "messages", "true");
  }

  /** Which gaps are consented to. */
  Consent consent() {
    return new Consent() {
      @Override
      public boolean accepts(String haltId) {
        return onGap == OnGap.CONTINUE || names(haltId);
      }

      @Override
      public boolean names(String haltId) {
        return acceptedHalts.contains(haltId);
      }
    };
  }

  /** The same settings for a worker that does not create the slot. */
  public PipelineSettings withoutSetup() {
    return new PipelineSettings(
        name,
        generation,
        slot,
        false,
        failover,
        publications,
        stream,
        createStream,
        subjectPrefix,
        delivery,
        holdBack,
        maxInFlightBytes,
        oversized,
        onGap,
        tables,
        excludeColumns,
        messagePrefixes,
        maxRetainedWal,
        acceptedHalts);
  }

  /** {@code delivery.mode}. */
  public enum Delivery {
    EXACTLY_ONCE,
    AT_LEAST_ONCE
  }

  /** {@code delivery.onOversizedEvent}. */
  public enum Oversized {
    HALT,
    TRUNCATE
  }

  /** {@code delivery.onGap}. */
  public enum OnGap {
    HALT,
    CONTINUE
  }
}
