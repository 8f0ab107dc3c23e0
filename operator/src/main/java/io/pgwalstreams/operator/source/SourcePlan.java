package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Aspect;
import java.util.Optional;

/**
 * What is thought of a database, and the one thing that is to be done there next; after it the
 * database is looked at again. Pure.
 *
 * @param wantsIntent true when only the recorded intent is missing to create something
 */
record SourcePlan(
    Aspect database,
    Aspect publication,
    Aspect slot,
    Optional<SourceAction> action,
    boolean wantsIntent) {

  static SourcePlan of(SourceTask task, SourceFacts facts) {
    Aspect database = ServerRules.judge(task, facts);
    if (ServerRules.refusal(task, facts).isPresent()) {
      var unknown = new Aspect.Unknown("the server is not in order");
      return new SourcePlan(database, unknown, unknown, Optional.empty(), false);
    }
    Step publication = PublicationRules.judge(task, facts);
    Step slot = SlotRules.judge(task, facts, publication.aspect());
    return new SourcePlan(
        database,
        publication.aspect(),
        slot.aspect(),
        publication.action().or(slot::action),
        publication.wantsIntent() || slot.wantsIntent());
  }

  /** The same with another answer for the publication, and nothing to be done. */
  SourcePlan withPublication(Aspect other) {
    return new SourcePlan(database, other, slot, Optional.empty(), false);
  }

  /** The same with another answer for the slot, and nothing to be done. */
  SourcePlan withSlot(Aspect other) {
    return new SourcePlan(database, publication, other, Optional.empty(), false);
  }
}
