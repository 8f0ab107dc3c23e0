package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.source.ReleaseTask;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Two WalStreams of this cluster that want the same slot of the same server. Who was there first
 * keeps it; of a stream its bucket says whose it is, which only workers read. Claims in the
 * database tell the rest: where one can be written down, WalStreams of two namespaces are rivals
 * only at one address, because a system identifier is what a server says of itself, and a tenant's
 * own server may say another's. Pure.
 */
final class Rivals {
  private Rivals() {}

  /**
   * What a WalStream holds.
   *
   * @param address of its database, host and port
   * @param created when its resource was created, RFC 3339
   * @param status as written; its source and slot say what is bound
   */
  record Holder(Key key, String address, String created, Optional<WalStreamStatus> status) {}

  /**
   * Why this one must stand back; empty when it need not.
   *
   * @param claimed a claim in the database says whose the slot is
   */
  static Optional<Failure> inTheWay(
      Holder self, String system, String slot, boolean claimed, Collection<Holder> others) {
    return others.stream()
        .filter(other -> !other.key().equals(self.key()))
        .filter(other -> !claimed || near(other, self))
        .filter(other -> holds(other, system, slot))
        .filter(other -> before(other, self, system, slot))
        .findFirst()
        .map(
            other ->
                Reason.ClaimedByAnother.because(
                    "slot '" + slot + "' belongs to WalStream " + other.key().display(),
                    "choose another name: slot.managed.name; two workers cannot read from one slot"));
  }

  /** Who keeps the slot of this name against this one, by the system identifier of its server. */
  static Map<String, ReleaseTask.Keeper> keepers(
      Holder self, String slot, Collection<Holder> others) {
    var keepers = new HashMap<String, ReleaseTask.Keeper>();
    others.stream()
        .filter(other -> !other.key().equals(self.key()))
        .forEach(
            other ->
                system(other)
                    .filter(system -> holds(other, system, slot))
                    .filter(system -> before(other, self, system, slot))
                    .ifPresent(
                        system ->
                            keepers.merge(
                                system,
                                new ReleaseTask.Keeper(other.key(), near(other, self)),
                                (one, two) -> one.near() ? one : two)));
    return keepers;
  }

  private static Optional<String> system(Holder one) {
    return one.status().map(WalStreamStatus::source).map(WalStreamStatus.Source::systemIdentifier);
  }

  private static boolean near(Holder other, Holder self) {
    return other.key().namespace().equals(self.key().namespace())
        || other.address().equals(self.address());
  }

  private static boolean before(Holder other, Holder self, String system, String slot) {
    boolean bound = holds(self, system, slot);
    int byTime = other.created().compareTo(self.created());
    return !bound
        || byTime < 0
        || (byTime == 0 && other.key().uid().compareTo(self.key().uid()) < 0);
  }

  private static boolean holds(Holder one, String system, String slot) {
    return one.status()
        .filter(s -> s.source() != null && system.equals(s.source().systemIdentifier()))
        .filter(s -> s.slot() != null && slot.equals(s.slot().name()))
        .isPresent();
  }
}
