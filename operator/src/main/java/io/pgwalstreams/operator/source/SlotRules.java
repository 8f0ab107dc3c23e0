package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Preflight;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.SlotHealth;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.operator.observe.Aspect;
import java.util.Optional;

/** What is thought of a slot, and whether it is to be created. Pure. */
final class SlotRules {
  private final SourceTask task;
  private final SourceFacts facts;
  private final String name;

  private SlotRules(SourceTask task, SourceFacts facts) {
    this.task = task;
    this.facts = facts;
    this.name = task.document().slotName();
  }

  static Step judge(SourceTask task, SourceFacts facts, Aspect publication) {
    var rules = new SlotRules(task, facts);
    boolean managed = task.document().spec().slot().existing() == null;
    Optional<SlotState> state = facts.slot().state();
    if (state.isPresent()) {
      return rules.present(state.get(), managed);
    }
    return managed ? rules.absent(publication) : Step.bad(SlotHealth.missing(rules.name));
  }

  /**
   * Whether a slot that exists was made for this WalStream. A claim that names it decides; then
   * what was bound. With a publication that is not ours no claim can be written down, and the
   * recorded intent has to do (docs/design/0004-ownership.md). The wish to take over does not:
   * where no claim tells whose the slot was, the wish names nobody who could be checked.
   */
  static boolean ours(SourceTask task, SourceFacts facts) {
    Optional<SlotClaims.Holder> claimant = facts.slot().claimant();
    if (claimant.isPresent()) {
      return claimant.get().claim().equals(task.claim());
    }
    var binding = task.binding();
    if (binding.systemIdentifier().equals(Optional.of(facts.identity().systemIdentifier()))) {
      return true;
    }
    boolean noClaim = task.document().spec().publication().managed() == null;
    return noClaim && facts.slot().heldBy().isEmpty() && binding.intended();
  }

  private Step absent(Aspect publication) {
    if (task.binding().systemIdentifier().isPresent()) {
      return Step.bad(SlotHealth.missing(name));
    }
    if (!publication.usable()) {
      return Step.unknown("slot '" + name + "' comes after the publication");
    }
    Optional<Failure> why = uncreatable();
    if (why.isPresent()) {
      return Step.bad(why.get());
    }
    return task.binding().intended()
        ? Step.act(create(), "slot '" + name + "' is being created")
        : Step.wantsIntent("slot '" + name + "' is about to be created");
  }

  private Optional<Failure> uncreatable() {
    boolean taken = facts.slot().heldBy().isPresent() || facts.slot().claimant().isPresent();
    if (taken && !ours(task, facts)) {
      return Optional.of(anothers());
    }
    return facts
        .slot()
        .stranded()
        .map(this::stranded)
        .or(
            () ->
                Preflight.of(facts.server(), true).stream()
                    .flatMap(f -> f.failure().stream())
                    .filter(f -> f.reason() == Reason.NoFreeSlot)
                    .findFirst());
  }

  private Failure stranded(String other) {
    return Reason.InvalidSpec.because(
        "slot '" + other + "' was created for this WalStream, which now names '" + name + "'",
        "restore slot.managed.name, or drop the slot: select pg_drop_replication_slot('"
            + other
            + "')");
  }

  private SourceAction create() {
    boolean claimed = task.document().spec().publication().managed() != null;
    return new SourceAction.CreateSlot(
        name,
        task.document().spec().slot().failover(),
        claimed ? Optional.of(task.document().publicationName()) : Optional.empty());
  }

  private Step present(SlotState s, boolean managed) {
    Optional<Failure> unusable =
        SlotHealth.unusable(Optional.of(s), name, facts.identity().database());
    if (unusable.isPresent() && unusable.get().reason() == Reason.SlotUnsuitable) {
      return Step.bad(unusable.get());
    }
    if (managed && !ours(task, facts)) {
      return Step.bad(anothers());
    }
    Optional<Failure> why = coming(s).or(() -> unusable).or(() -> busy(s)).or(() -> atRisk(s));
    return why.map(Step::bad).orElseGet(() -> Step.good("slot '" + name + "' is in order"));
  }

  private Failure anothers() {
    String whose =
        facts
            .slot()
            .claimant()
            .map(h -> h.claim().display())
            .or(() -> facts.slot().heldBy().map(h -> "WalStream " + h))
            .orElse("");
    if (whose.isEmpty()) {
      return SlotClaims.takenSlot(name);
    }
    return Reason.ClaimedByAnother.because(
        "slot '" + name + "' belongs to " + whose, "choose another name: slot.managed.name");
  }

  /** A slot that is being created has no position yet. */
  private Optional<Failure> coming(SlotState s) {
    if (s.confirmed() != null || s.invalidation() != null) {
      return Optional.empty();
    }
    return facts
        .slot()
        .reader()
        .filter(r -> r.is(task.reader().applicationName()))
        .map(r -> SlotWait.failure(name, r.waitsFor()))
        .or(() -> SlotHealth.busy(s));
  }

  private Optional<Failure> busy(SlotState s) {
    boolean worker =
        facts.slot().reader().filter(r -> r.is(task.reader().applicationName())).isPresent();
    return worker ? Optional.empty() : SlotHealth.busy(s);
  }

  private Optional<Failure> atRisk(SlotState s) {
    return SlotRisk.of(s, Optional.ofNullable(task.document().spec().slot().maxRetainedWal()));
  }
}
