package io.pgwalstreams.operator.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.Workload;
import io.pgwalstreams.operator.resource.Documents;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.source.Release;
import io.pgwalstreams.operator.source.ReleaseTask;
import io.pgwalstreams.operator.source.Sources;
import io.pgwalstreams.operator.status.Stories;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The end of a WalStream: the worker goes, then what it holds in the database by policy, then the
 * finalizer. Creates nothing in the namespace, which may be on its way out too. Thread-safe.
 */
final class Deletion {
  private static final Duration SOON = Duration.ofSeconds(2);
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final Failure ENDLESS =
      Reason.DatabaseUnreachable.because(
          "giving back in the database does not come to an end",
          "look at the server, and run the statements of the record");

  private final Parts parts;
  private final Map<Key, Failure> told = new ConcurrentHashMap<>();
  private final Set<Key> abandoned = ConcurrentHashMap.newKeySet();
  private final Set<Key> letGo = ConcurrentHashMap.newKeySet();

  Deletion(Parts parts) {
    this.parts = parts;
  }

  UpdateControl<WalStreamResource> step(Situation situation) {
    if (letGo.contains(situation.key())) {
      // The cache does not show it yet; to give back once more would be to ask the database again.
      return UpdateControl.noUpdate();
    }
    if (!situation.resource().hasFinalizer(Fields.FINALIZER)) {
      parts.forget(situation.key());
      return UpdateControl.noUpdate();
    }
    parts.children().removeDeployment(situation.resource(), situation.context());
    if (workerLives(situation) && !isGivenUp(situation)) {
      return wait(SOON);
    }
    return switch (parts.documents().read(situation.resource())) {
      case Documents.Reading.Invalid(Failure why) -> unreadable(situation, why);
      case Documents.Reading.Valid(WalStreamDocument document) -> release(situation, document);
    };
  }

  /** The resource is gone. */
  void forget(Key key) {
    told.remove(key);
    abandoned.remove(key);
    letGo.remove(key);
  }

  private boolean workerLives(Situation situation) {
    return pod(situation).isPresent();
  }

  private Optional<Workload.Pod> pod(Situation situation) {
    return parts.children().workload(situation.resource(), situation.context()).pod();
  }

  /**
   * A pod whose node is lost may never go. Its worker may live on there and still read from the
   * slot: giving back ends that session, as nobody asks for what it publishes any more.
   */
  private boolean isGivenUp(Situation situation) {
    if (!isPast(situation, 1)) {
      return false;
    }
    if (abandoned.add(situation.key())) {
      String name = pod(situation).map(Workload.Pod::name).orElse("");
      parts
          .events()
          .record(
              situation.resource(),
              List.of(
                  Stories.of(
                      Reason.WorkerUnreachable.because(
                          "pod '" + name + "' does not go; what it held is given back all the same",
                          "look at its node; delete the pod by force if the node is lost"))));
    }
    return true;
  }

  /** So many deletion timeouts ago the deletion began. */
  private boolean isPast(Situation situation, int timeouts) {
    Instant begun = Instant.parse(situation.resource().getMetadata().getDeletionTimestamp());
    Instant end = begun.plus(parts.deletionTimeout().multipliedBy(timeouts));
    return !end.isAfter(parts.clock().instant());
  }

  private UpdateControl<WalStreamResource> release(
      Situation situation, WalStreamDocument document) {
    if (Holdings.asked(document).isEmpty()) {
      return done(situation);
    }
    Credentials.Endpoints endpoints;
    try {
      endpoints = endpoints(situation, document);
    } catch (FailureException e) {
      return giveUpInTime(situation, document, e.failure());
    }
    ReleaseTask task = task(situation, document, endpoints);
    Sources.Released released = parts.sources().release(situation.key(), task);
    parts.events().record(situation.resource(), Stories.of(released.deeds()));
    return switch (released.release()) {
      case Release.Working() ->
          isPast(situation, 2) ? giveUpInTime(situation, document, ENDLESS) : wait(AGAIN);
      case Release.Failed(Failure why) -> giveUpInTime(situation, document, why);
      case Release.Done() -> done(situation);
    };
  }

  private ReleaseTask task(
      Situation situation, WalStreamDocument document, Credentials.Endpoints endpoints) {
    Holdings asked = Holdings.asked(document);
    boolean claimed = document.spec().publication().managed() != null;
    boolean intended = asked.intended(situation.status()).slot().isPresent();
    return new ReleaseTask(
        endpoints.reader(),
        endpoints.owner(),
        parts.claim(situation.key()),
        asked
            .slot()
            .map(
                name ->
                    new ReleaseTask.Slot(name, claimed, intended, parts.keepers(situation, name))),
        asked.publication().isPresent(),
        situation.boundSystem());
  }

  /** The Secret as it is now, or as it was: it may have gone first. */
  private Credentials.Endpoints endpoints(Situation situation, WalStreamDocument document) {
    Key key = situation.key();
    try {
      return parts
          .credentials()
          .resolve(
              key,
              document,
              new ClusterReferences(situation.context().getClient(), key.namespace()));
    } catch (FailureException e) {
      return parts.credentials().lastGood(key).orElseThrow(() -> e);
    }
  }

  /** Another version of the operator wrote it, and can read it: it stays until that one is back. */
  private UpdateControl<WalStreamResource> unreadable(Situation situation, Failure why) {
    tell(situation, why);
    return wait(AGAIN);
  }

  private UpdateControl<WalStreamResource> giveUpInTime(
      Situation situation, WalStreamDocument document, Failure why) {
    tell(situation, why);
    Holdings asked = Holdings.asked(document);
    Holdings intended = asked.intended(situation.status());
    if (intended.isEmpty() && isUnseen(why)) {
      return done(situation);
    }
    // Where a pod has used up the time of the database, that has as much again.
    if (!isPast(situation, abandoned.contains(situation.key()) ? 2 : 1)) {
      return wait(AGAIN);
    }
    var database = document.spec().database();
    parts
        .orphans()
        .record(
            situation.key(),
            database.host() + ":" + database.port() + "/" + database.name(),
            intended.isEmpty() ? asked : intended,
            why);
    return done(situation);
  }

  private void tell(Situation situation, Failure why) {
    if (!why.equals(told.put(situation.key(), why))) {
      parts.events().record(situation.resource(), List.of(Stories.of(why)));
    }
  }

  /**
   * The database could not be asked. Where no intent was ever written nothing speaks for anything
   * of ours in it, and whoever deletes a WalStream with a wrong address is not to wait for it.
   */
  private static boolean isUnseen(Failure why) {
    return switch (why.reason().area()) {
      case SPEC, DATABASE -> why.reason() != Reason.PrivilegeMissing;
      case PUBLICATION, SLOT, STREAM, DELIVERY, WORKER -> false;
    };
  }

  private UpdateControl<WalStreamResource> done(Situation situation) {
    Gone.tolerated(
        () -> PrimaryUpdateAndCacheUtils.removeFinalizer(situation.context(), Fields.FINALIZER));
    letGo.add(situation.key());
    told.remove(situation.key());
    parts.forget(situation.key());
    return UpdateControl.noUpdate();
  }

  private static UpdateControl<WalStreamResource> wait(Duration time) {
    return UpdateControl.<WalStreamResource>noUpdate().rescheduleAfter(time);
  }
}
