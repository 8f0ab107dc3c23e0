package io.pgwalstreams.operator.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Observation;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.time.Duration;
import java.util.List;

/**
 * A stage of a WalStream's life: the resource as the API server has it then, and what those who
 * apply from Git are to make of it.
 *
 * @param generation of the spec
 * @param deleting its deletion has begun, and something is still to be given back
 * @param argoCd the status that Argo CD is to show
 * @param kstatus what kstatus, and with it Flux, is to make of it
 */
record LifeStage(
    String name,
    long generation,
    boolean deleting,
    boolean suspend,
    WalStreamStatus status,
    String argoCd,
    Kstatus kstatus) {
  private static final String PROGRESSING = "Progressing";
  private static final String DEGRADED = "Degraded";
  private static final String HEALTHY = "Healthy";
  private static final String SUSPENDED = "Suspended";
  private static final Observation.Names NAMES =
      new Observation.Names("pub", true, "slot", true, "db", "");

  private static final String SPEC =
      """
      suspend: %s
      database: {host: postgres.shop.svc, name: app, credentials: {secretRef: {name: shop-replication}}}
      publication: {managed: {tables: [{name: users}]}}
      nats: {servers: ["nats://nats.shop.svc:4222"], subjectPrefix: db, stream: {name: db}}
      """;

  /** From the beginning to the end, and what may come between. */
  static List<LifeStage> all() {
    var all = new java.util.ArrayList<LifeStage>();
    all.addAll(beginnings());
    all.addAll(running());
    all.addAll(needingAPerson());
    all.addAll(suspensions());
    return List.copyOf(all);
  }

  private static List<LifeStage> beginnings() {
    return List.of(
        // As the API server makes it by the CRD's default.
        of("unseen", 1, status(-1), PROGRESSING),
        of(
            "intent",
            1,
            new Life().intends(s -> Intent.slot(Intent.publication(s, NAMES), NAMES)),
            PROGRESSING),
        of("not-checked", 1, new Life().sees(s -> s), PROGRESSING),
        of(
            "database-away",
            1,
            new Life().sees(s -> s.database(Reason.DatabaseUnreachable)),
            PROGRESSING),
        of(
            "waiting-for-transactions",
            1,
            new Life().sees(s -> s.slot(Reason.WaitingForTransactions)),
            PROGRESSING),
        of("worker-starting", 1, new Life().sees(s -> s.sourceInOrder().pod(false)), PROGRESSING),
        of("streaming", 1, Life.streaming(), HEALTHY));
  }

  private static List<LifeStage> running() {
    var away = Duration.ofSeconds(61);
    return List.of(
        of("edited", 2, Life.streaming(), PROGRESSING),
        of("applying-change", 2, Life.streaming().sees(s -> s.generation(2)), PROGRESSING),
        of(
            "reconnecting",
            1,
            Life.streaming().sees(s -> s.worker(Phase.WAITING, Reason.NatsUnreachable, 1)),
            HEALTHY),
        of(
            "nats-away",
            1,
            Life.streaming()
                .sees(s -> s.worker(Phase.WAITING, Reason.NatsUnreachable, 1))
                .after(away),
            PROGRESSING),
        of("slot-at-risk", 1, Life.streaming().sees(s -> s.row(Seeing.row(1L << 40, 0))), HEALTHY),
        deleting("deleting", Life.streaming()));
  }

  private static List<LifeStage> needingAPerson() {
    Life halted = Life.streaming().sees(s -> s.ended(Reason.SlotAdvanced, "3f9a0c61b2de", "t"));
    return List.of(
        of("secret-missing", 1, new Life().sees(s -> s.refused(Reason.SecretMissing)), DEGRADED),
        of("halted", 1, halted, DEGRADED),
        of(
            "halted-and-database-away",
            1,
            Life.streaming()
                .sees(s -> s.ended(Reason.SlotAdvanced, "3f9a0c61b2de", "t"))
                .sees(s -> s.database(Reason.DatabaseUnreachable)),
            DEGRADED),
        of("halted-then-edited", 2, halted, PROGRESSING),
        of(
            "halt-accepted",
            1,
            Life.streaming()
                .sees(s -> s.ended(Reason.SlotAdvanced, "3f9a0c61b2de", "t"))
                .sees(s -> s.pod(false)),
            PROGRESSING),
        deleting("halted-and-deleting", halted));
  }

  private static List<LifeStage> suspensions() {
    return List.of(
        suspended(
            "suspending",
            Life.streaming().sees(s -> s.generation(2).suspended(true).stopping()),
            PROGRESSING),
        suspended(
            "suspended",
            Life.streaming().sees(s -> s.generation(2).suspended(true).noPod()),
            SUSPENDED),
        suspended(
            "suspended-and-slot-lost",
            Life.streaming()
                .sees(s -> s.generation(2).suspended(true).noPod().slot(Reason.SlotLost)),
            DEGRADED),
        of(
            "resumed",
            3,
            Life.streaming()
                .sees(s -> s.generation(2).suspended(true).noPod())
                .sees(s -> s.generation(3).suspended(false)),
            PROGRESSING));
  }

  private static LifeStage of(String name, long generation, Life life, String argoCd) {
    return of(name, generation, life.status(), argoCd);
  }

  static LifeStage of(String name, long generation, WalStreamStatus status, String argoCd) {
    return new LifeStage(name, generation, false, false, status, argoCd, alike(argoCd));
  }

  private static LifeStage suspended(String name, Life life, String argoCd) {
    return new LifeStage(name, 2, false, true, life.status(), argoCd, alike(argoCd));
  }

  private static LifeStage deleting(String name, Life life) {
    return new LifeStage(name, 1, true, false, life.status(), PROGRESSING, Kstatus.Terminating);
  }

  private static WalStreamStatus status(long observed) {
    return new WalStreamStatus(observed, null, null, null, null, null, null, null, null);
  }

  /** Both tools tell the same of it, each in its own words. */
  private static Kstatus alike(String argoCd) {
    return switch (argoCd) {
      case PROGRESSING -> Kstatus.InProgress;
      case DEGRADED -> Kstatus.Failed;
      case HEALTHY, SUSPENDED -> Kstatus.Current;
      default -> throw new IllegalArgumentException(argoCd);
    };
  }

  /** The resource, in YAML. */
  String yaml() {
    var resource = new WalStreamResource();
    var metadata = resource.getMetadata();
    metadata.setName("shop");
    metadata.setNamespace("shop");
    metadata.setUid("0d6f8a52-6f0c-4f7b-9a0e-4a1f3f1f2b11");
    metadata.setGeneration(generation);
    metadata.setFinalizers(List.of("pgwalstreams.io/source"));
    if (deleting) {
      metadata.setDeletionTimestamp(Life.BIRTH.plus(Duration.ofDays(1)).toString());
    }
    resource.setSpec(Serialization.unmarshal(SPEC.formatted(suspend), ObjectNode.class));
    resource.setStatus(status);
    return Serialization.asYaml(resource);
  }

  JsonNode tree() {
    return Serialization.unmarshal(yaml(), JsonNode.class);
  }

  /** The message of a condition; empty without one. */
  String message(String condition) {
    return status.conditions() == null
        ? ""
        : status.conditions().stream()
            .filter(c -> c.type().equals(condition))
            .map(WalStreamStatus.Condition::message)
            .findFirst()
            .orElse("");
  }

  @Override
  public String toString() {
    return name;
  }
}
