package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.Observation;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.Workload;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.status.Intent;
import io.pgwalstreams.operator.status.StatusBuilder;
import io.pgwalstreams.operator.status.Stories;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The end of a reconciliation: one status, written only when it is another one, and the Events of
 * what has changed. Thread-safe.
 */
final class Reporter {
  /** What tells of no change by itself is looked at so often: Secrets, drift, the clock. */
  private static final Duration AGAIN = Duration.ofSeconds(30);

  /** A database that is out of order is looked at more often. */
  private static final Duration WHILE_FAILING = Duration.ofSeconds(10);

  private static final Duration AT_ONCE = Duration.ofMillis(10);

  /** Secrets are not watched, so one that is missing is looked for: soon at first, then less. */
  private static final Duration SOONEST = Duration.ofSeconds(1);

  private static final int AGE_TO_PAUSE = 8;

  private static final PatchContext APPLY =
      new PatchContext.Builder()
          .withPatchType(PatchType.SERVER_SIDE_APPLY)
          .withFieldManager(Fields.MANAGER)
          .withForce(true)
          .build();

  private final Parts parts;
  private final Map<Key, Instant> numbersWritten = new ConcurrentHashMap<>();

  Reporter(Parts parts) {
    this.parts = parts;
  }

  /** The resource cannot be read, and is left alone. */
  UpdateControl<WalStreamResource> refused(Situation situation, Failure why) {
    var names = new Observation.Names("", false, "", false, "", "");
    return write(
        situation, observed(situation, false, names, Optional.of(why)), UnaryOperator.identity());
  }

  /** The resource is not acted upon; what runs goes on. */
  UpdateControl<WalStreamResource> refused(
      Situation situation, WalStreamDocument document, Failure why) {
    return refused(situation, document, why, UnaryOperator.identity());
  }

  /**
   * Another WalStream has the slot: what this one meant to make of that name was never its own, if
   * it is not bound to it.
   */
  UpdateControl<WalStreamResource> standsBack(
      Situation situation, WalStreamDocument document, Failure why) {
    return refused(
        situation,
        document,
        why,
        s -> situation.boundSystem().isPresent() ? s : Intent.withoutSlot(s));
  }

  private UpdateControl<WalStreamResource> refused(
      Situation situation,
      WalStreamDocument document,
      Failure why,
      UnaryOperator<WalStreamStatus> last) {
    Observation seen =
        observed(situation, document.spec().suspend(), names(document), Optional.of(why));
    return write(situation, seen, last).rescheduleAfter(pause(situation));
  }

  /** A part of how long the resource has been as it is, so that nobody waits much longer. */
  private Duration pause(Situation situation) {
    Instant since =
        Optional.ofNullable(situation.status())
            .flatMap(Reporter::changed)
            .orElse(Instant.parse(situation.resource().getMetadata().getCreationTimestamp()));
    Duration pause = Duration.between(since, parts.clock().instant()).dividedBy(AGE_TO_PAUSE);
    if (pause.compareTo(SOONEST) < 0) {
      return SOONEST;
    }
    return pause.compareTo(AGAIN) < 0 ? pause : AGAIN;
  }

  private static Optional<Instant> changed(WalStreamStatus status) {
    return status.conditions() == null
        ? Optional.empty()
        : status.conditions().stream()
            .map(c -> Instant.parse(c.lastTransitionTime()))
            .max(java.util.Comparator.naturalOrder());
  }

  /** Everything was done that could be. */
  UpdateControl<WalStreamResource> report(
      Situation situation, WalStreamDocument document, SourceReport source) {
    Observation seen =
        observed(situation, document.spec().suspend(), names(document), Optional.empty(), source);
    UpdateControl<WalStreamResource> written =
        write(situation, seen, s -> unclaimed(situation, seen, s));
    return source.ready() ? written : written.rescheduleAfter(WHILE_FAILING);
  }

  /**
   * Before it is bound, what turns out to be another's was never ours to be: the intent must not
   * make it so later. The other of the two may well be ours.
   */
  private static WalStreamStatus unclaimed(
      Situation situation, Observation seen, WalStreamStatus next) {
    if (situation.boundSystem().isPresent()) {
      return next;
    }
    WalStreamStatus ours =
        isAnothers(seen.source().publication()) ? Intent.withoutPublication(next) : next;
    return isAnothers(seen.source().slot()) ? Intent.withoutSlot(ours) : ours;
  }

  private static boolean isAnothers(Aspect aspect) {
    return aspect.failure().filter(why -> why.reason() == Reason.ClaimedByAnother).isPresent();
  }

  /**
   * What was done is told once by who did it, and must not be lost where a status is not written.
   */
  void deeds(Situation situation, List<Deed> deeds) {
    parts.events().record(situation.resource(), Stories.of(deeds));
  }

  /** What is about to be created is written down first. */
  UpdateControl<WalStreamResource> intent(Situation situation, WalStreamDocument document) {
    Observation.Names names = names(document);
    WalStreamStatus next = Intent.slot(Intent.publication(situation.status(), names), names);
    patch(situation, next);
    return UpdateControl.<WalStreamResource>noUpdate().rescheduleAfter(AT_ONCE);
  }

  void forget(Key key) {
    numbersWritten.remove(key);
  }

  private Observation observed(
      Situation situation, boolean suspended, Observation.Names names, Optional<Failure> refused) {
    return observed(situation, suspended, names, refused, SourceReport.NONE);
  }

  private Observation observed(
      Situation situation,
      boolean suspended,
      Observation.Names names,
      Optional<Failure> refused,
      SourceReport source) {
    Workload workload = parts.children().workload(situation.resource(), situation.context());
    Optional<WorkerReport> worker =
        parts.workers().newest(situation.key(), workload.pod().flatMap(Workload.Pod::ip));
    return new Observation(
        situation.resource().getMetadata().getGeneration(),
        suspended,
        names,
        refused,
        source,
        workload,
        worker);
  }

  private static Observation.Names names(WalStreamDocument document) {
    String limit = document.spec().slot().maxRetainedWal();
    return new Observation.Names(
        document.publicationName(),
        document.spec().publication().managed() != null,
        document.slotName(),
        document.spec().slot().existing() == null,
        document.spec().nats().stream().name(),
        limit == null ? "" : limit);
  }

  private UpdateControl<WalStreamResource> write(
      Situation situation, Observation seen, UnaryOperator<WalStreamStatus> last) {
    Key key = situation.key();
    WalStreamStatus before = rebound(situation, seen);
    StatusBuilder.Next next =
        StatusBuilder.next(
            seen, before, numbersWritten.getOrDefault(key, Instant.EPOCH), parts.clock().instant());
    WalStreamStatus status = last.apply(next.status());
    if (!StatusBuilder.unchanged(situation.status(), status)) {
      patch(situation, status);
    }
    numbersWritten.put(key, next.numbersWritten());
    parts.events().record(situation.resource(), Stories.of(situation.status(), status));
    Duration again = next.lookAgain().filter(d -> d.compareTo(AGAIN) < 0).orElse(AGAIN);
    return UpdateControl.<WalStreamResource>noUpdate().rescheduleAfter(again);
  }

  /**
   * Who accepts a halt accepts the server that answers now: from here on the WalStream is bound to
   * it.
   */
  private static @Nullable WalStreamStatus rebound(Situation situation, Observation seen) {
    WalStreamStatus s = situation.status();
    boolean accepted =
        situation.acceptedHalt().isPresent()
            && seen.source().database().usable()
            && seen.source().publication().usable();
    if (s == null || s.source() == null || !accepted) {
      return s;
    }
    return seen.source().server().map(server -> bound(s, server)).orElse(s);
  }

  private static WalStreamStatus bound(WalStreamStatus s, SourceReport.Server server) {
    return new WalStreamStatus(
        s.observedGeneration(),
        s.conditions(),
        new WalStreamStatus.Source(
            server.systemIdentifier(), server.timeline(), server.version(), server.database()),
        s.publication(),
        s.slot(),
        s.stream(),
        s.worker(),
        s.halt(),
        s.gaps());
  }

  /**
   * Server-side apply of the whole status; the answer goes into the cache before anything else. By
   * the uid the API server refuses what would land on a successor of the same name; the SDK, which
   * tries again with the version that is in the cache then, is ended here.
   */
  private static void patch(Situation situation, WalStreamStatus status) {
    Key key = situation.key();
    Gone.tolerated(
        () ->
            PrimaryUpdateAndCacheUtils.updateAndCacheResource(
                situation.resource(),
                situation.context(),
                now -> withStatus(Gone.unlessSucceeded(key, now), status),
                fresh ->
                    situation
                        .context()
                        .getClient()
                        .resource(fresh)
                        .subresource("status")
                        .patch(APPLY)));
  }

  private static WalStreamResource withStatus(Key key, WalStreamStatus status) {
    var fresh = new WalStreamResource();
    fresh.getMetadata().setName(key.name());
    fresh.getMetadata().setNamespace(key.namespace());
    fresh.getMetadata().setUid(key.uid());
    fresh.setSpec(null);
    fresh.setStatus(status);
    return fresh;
  }
}
