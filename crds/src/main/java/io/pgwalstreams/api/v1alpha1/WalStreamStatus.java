package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is. Written by the operator alone. */
public record WalStreamStatus(
    @JsonPropertyDescription("The generation that this status tells of.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Ready, DatabaseReady, PublicationReady, SlotHealthy, StreamReady, Streaming; Reconciling and Stalled when they hold.")
        @Nullable List<Condition> conditions,
    @JsonPropertyDescription("The database that the stream is bound to.") @Nullable Source source,
    @JsonPropertyDescription("The publication.") @Nullable Publication publication,
    @JsonPropertyDescription("The slot.") @Nullable Slot slot,
    @JsonPropertyDescription("The stream.") @Nullable Stream stream,
    @JsonPropertyDescription("The worker.") @Nullable Worker worker,
    @JsonPropertyDescription("Why it stands still until somebody accepts it.") @Nullable Halt halt,
    @JsonPropertyDescription("The last five gaps.") @Nullable @Size(max = 5) List<Gap> gaps) {

  /** A condition in Kubernetes' form. */
  public record Condition(
      @JsonPropertyDescription("Type.") @Required @Size(min = 1, max = 316) String type,
      @JsonPropertyDescription("True, False or Unknown.") @Required ConditionStatus status,
      @JsonPropertyDescription("The generation that it tells of.")
          @Nullable Long observedGeneration,
      @JsonPropertyDescription("When the status changed.") @Required String lastTransitionTime,
      @JsonPropertyDescription("One word.") @Required @Size(min = 1, max = 1024) String reason,
      @JsonPropertyDescription("A sentence, with the remedy.") @Required @Size(max = 32768)
          String message) {}

  /** A condition's status. */
  public enum ConditionStatus {
    True,
    False,
    Unknown
  }

  /** The binding. */
  public record Source(
      @JsonPropertyDescription("PostgreSQL's system identifier.") @Nullable String systemIdentifier,
      @JsonPropertyDescription("Timeline.") @Nullable Integer timeline,
      @JsonPropertyDescription("Version of the server.") @Nullable String serverVersion,
      @JsonPropertyDescription("Database.") @Nullable String database) {}

  /** The publication. */
  public record Publication(
      @JsonPropertyDescription("Name.") @Nullable String name,
      @JsonPropertyDescription("Whether it is ours.") @Nullable Boolean managed,
      @JsonPropertyDescription("How many tables it has.") @Nullable Integer tableCount) {}

  /** The slot. */
  public record Slot(
      @JsonPropertyDescription("Name.") @Nullable String name,
      @JsonPropertyDescription("Whether it is ours.") @Nullable Boolean managed,
      @JsonPropertyDescription("reserved, extended, unreserved or lost.")
          @Nullable String walStatus,
      @JsonPropertyDescription("Whether standbys may take it over.") @Nullable Boolean failover,
      @JsonPropertyDescription("Whether it was taken over.") @Nullable Boolean synced,
      @JsonPropertyDescription("WAL that is kept for it, rounded.") @Nullable String retainedWal,
      @JsonPropertyDescription("WAL that is not published yet, rounded.")
          @Nullable String unpublishedWal) {}

  /** The stream. */
  public record Stream(
      @JsonPropertyDescription("Name.") @Nullable String name,
      @JsonPropertyDescription("When it was created.") @Nullable String created,
      @JsonPropertyDescription("file or memory.") @Nullable String storage,
      @JsonPropertyDescription("Replicas.") @Nullable Integer replicas) {}

  /** The worker. */
  public record Worker(
      @JsonPropertyDescription("The generation of the document that it works by.")
          @Nullable Long appliedGeneration,
      @JsonPropertyDescription("Hash of that document.") @Nullable String configHash,
      @JsonPropertyDescription("Version of the program.") @Nullable String version,
      @JsonPropertyDescription("What it promises now.") @Nullable String delivery,
      @JsonPropertyDescription("How often it was started again.") @Nullable Integer restarts) {}

  /** A halt. */
  public record Halt(
      @JsonPropertyDescription("What to write into the annotation pgwalstreams.io/accept.")
          @Nullable String id,
      @JsonPropertyDescription("Reason.") @Nullable String reason,
      @JsonPropertyDescription("Since when.") @Nullable String time,
      @JsonPropertyDescription("The last position that was published.")
          @Nullable String position) {}

  /** A gap. */
  public record Gap(
      @JsonPropertyDescription("The last position before it.") @Nullable String from,
      @JsonPropertyDescription("Where publishing went on.") @Nullable String to,
      @JsonPropertyDescription("When.") @Nullable String time,
      @JsonPropertyDescription("Reason.") @Nullable String reason) {}
}
