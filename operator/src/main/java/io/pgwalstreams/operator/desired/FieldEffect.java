package io.pgwalstreams.operator.desired;

import java.util.List;

/**
 * What a change of a field does to a worker that runs. {@code docs/reference/fields.md} is
 * generated from this list.
 *
 * @param path below {@code spec}; stands for everything below it
 * @param how in a few words; empty when the effect says it all
 */
record FieldEffect(String path, Effect effect, String how) {

  /** What happens. */
  enum Effect {
    /** Taken up while events flow. */
    LIVE,
    /** The pod is replaced: what is in flight is finished first. */
    RESTART,
    /** Refused once the WalStream is bound to its database. */
    FIXED
  }

  private static final String BY_THE_OPERATOR = "by the operator; the worker has no part in it";
  private static final String VOLUME =
      "another Secret or key is another volume; a changed value in it is live";
  private static final String POD = "part of the pod";

  /** Every field of the resource. */
  static final List<FieldEffect> ALL =
      List.of(
          live("suspend", "the worker is stopped or started; the slot stays"),
          restart("database.host", "the connection in use leads to the former one"),
          restart("database.port", "the connection in use leads to the former one"),
          fixed("database.name"),
          restart("database.credentials", VOLUME),
          live("database.setupCredentials", BY_THE_OPERATOR),
          restart("database.tls", "the connection in use was made with the former one"),
          fixed("publication.managed.name"),
          live("publication.managed.tables", BY_THE_OPERATOR),
          live("publication.managed.schemas", BY_THE_OPERATOR),
          live("publication.managed.allTables", BY_THE_OPERATOR),
          live("publication.managed.operations", BY_THE_OPERATOR),
          live("publication.managed.viaPartitionRoot", BY_THE_OPERATOR),
          live("publication.managed.deletionPolicy", BY_THE_OPERATOR),
          fixed("publication.existing"),
          fixed("slot.managed.name"),
          restart(
              "slot.managed.failover", "changed before events flow again; PostgreSQL 17 or newer"),
          live("slot.managed.deletionPolicy", BY_THE_OPERATOR),
          fixed("slot.existing"),
          live("slot.maxRetainedWal", BY_THE_OPERATOR),
          live("filter", "at the end of a transaction"),
          live("messages", "at the end of a transaction"),
          live("nats.servers", "the worker connects anew"),
          restart("nats.credentials", VOLUME),
          restart("nats.tls", VOLUME),
          live("nats.jetStream", "the worker connects anew"),
          fixed("nats.subjectPrefix"),
          fixed("nats.stream.name"),
          restart("nats.stream.createIfMissing", "used when the stream is created"),
          fixed("nats.checkpointBucket"),
          fixed("delivery.mode"),
          live("delivery.confirmDelay", ""),
          restart("delivery.maxInFlightBytes", ""),
          live("delivery.onOversizedEvent", "at the end of a transaction"),
          live("delivery.onGap", ""),
          restart("worker.resources", POD),
          restart("worker.nodeSelector", POD),
          restart("worker.tolerations", POD),
          restart("worker.affinity", POD),
          restart("worker.topologySpreadConstraints", POD),
          restart("worker.priorityClassName", POD),
          restart("worker.imagePullSecrets", POD),
          restart("worker.serviceAccountName", POD),
          restart("worker.podLabels", POD),
          restart("worker.podAnnotations", POD),
          live("worker.logLevel", ""));

  private static FieldEffect live(String path, String how) {
    return new FieldEffect(path, Effect.LIVE, how);
  }

  private static FieldEffect restart(String path, String how) {
    return new FieldEffect(path, Effect.RESTART, how);
  }

  private static FieldEffect fixed(String path) {
    return new FieldEffect(path, Effect.FIXED, "");
  }

  /** True when the field stands in the pod itself, so that its change replaces the pod anyway. */
  boolean isPod() {
    return path.startsWith("worker.");
  }
}
