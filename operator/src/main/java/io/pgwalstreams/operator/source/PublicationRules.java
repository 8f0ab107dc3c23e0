package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Annotations;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.database.PublicationDefinition;
import io.pgwalstreams.database.PublicationSql;
import io.pgwalstreams.database.PublicationState;
import io.pgwalstreams.database.SqlIdentifier;
import java.util.Optional;

/** What is thought of a publication, and what is to be done with it. Pure. */
final class PublicationRules {
  private final SourceTask task;
  private final SourceFacts facts;
  private final String name;

  private PublicationRules(SourceTask task, SourceFacts facts) {
    this.task = task;
    this.facts = facts;
    this.name = task.document().publicationName();
  }

  static Step judge(SourceTask task, SourceFacts facts) {
    var rules = new PublicationRules(task, facts);
    PublicationSpec.Managed managed = task.document().spec().publication().managed();
    return managed == null
        ? rules.existing()
        : rules.managed(PublicationDefinition.of(rules.name, managed));
  }

  private Step existing() {
    return facts.publication().state().isPresent()
        ? Step.good(sends())
        : Step.bad(
            Reason.PublicationMissing.because(
                "publication '" + name + "' does not exist",
                "create it, or have it created: publication.managed"));
  }

  private String sends() {
    int tables = facts.publication().tables();
    return "publication '" + name + "' sends " + tables + (tables == 1 ? " table" : " tables");
  }

  private Step managed(PublicationDefinition wanted) {
    if (facts.publication().refusal().isPresent()) {
      return Step.bad(facts.publication().refusal().get());
    }
    return facts
        .publication()
        .state()
        .map(is -> present(wanted, is))
        .orElseGet(() -> absent(wanted));
  }

  private Step absent(PublicationDefinition wanted) {
    if (facts.slot().state().isPresent()) {
      return olderSlot();
    }
    if (!facts.publication().mayCreate()) {
      return Step.bad(noPrivilege());
    }
    return task.binding().intended()
        ? Step.act(
            new SourceAction.CreatePublication(wanted),
            "publication '" + name + "' is being created")
        : Step.wantsIntent("publication '" + name + "' is about to be created");
  }

  /**
   * WAL from before a publication cannot be decoded with it: an error up to PostgreSQL 17, silently
   * skipped by 18.
   */
  private Step olderSlot() {
    String slot = task.document().slotName();
    boolean managed = task.document().spec().slot().existing() == null;
    if (managed && !SlotRules.ours(task, facts)) {
      return Step.unknown("slot '" + slot + "' is in the way");
    }
    return Step.bad(
        Reason.PublicationNewerThanSlot.because(
            "slot '" + slot + "' exists already, publication '" + name + "' does not",
            "drop the slot, so that it is made after the publication, or create the publication"
                + " yourself if no change since the slot's position matters"));
  }

  private Failure noPrivilege() {
    String database = facts.identity().database();
    String maker = facts.publication().maker();
    return Reason.PrivilegeMissing.because(
        "role '" + maker + "' may not create a publication in database '" + database + "'",
        "GRANT CREATE ON DATABASE "
            + SqlIdentifier.quote(database)
            + " TO "
            + SqlIdentifier.quote(maker)
            + ", or name the owner of the tables in database.setupCredentials");
  }

  private Step present(PublicationDefinition wanted, PublicationState is) {
    Optional<Failure> another = is.notOurs(task.claim());
    if (another.isPresent()) {
      return anothers(is, another.get());
    }
    Optional<Failure> fixed = is.unalterable(wanted);
    if (fixed.isPresent()) {
      return Step.bad(fixed.get());
    }
    return PublicationSql.differs(wanted, is)
        ? Step.act(
            new SourceAction.AlterPublication(wanted),
            "publication '" + name + "' is being altered")
        : Step.good(sends());
  }

  private Step anothers(PublicationState is, Failure why) {
    Optional<String> uid = is.claim().map(Claim::uid).filter(u -> !u.isEmpty());
    if (uid.isPresent() && uid.equals(task.binding().takeOver())) {
      return Step.act(
          new SourceAction.TakeOver(name, uid.get(), managedSlot()),
          "publication '" + name + "' is being taken over");
    }
    return Step.bad(
        uid.map(
                u ->
                    why.reason()
                        .because(
                            why.message(),
                            why.remedy()
                                + "; if that WalStream is gone for good, take over: annotation "
                                + Annotations.TAKE_OVER
                                + ": "
                                + u))
            .orElse(why));
  }

  private Optional<String> managedSlot() {
    return task.document().spec().slot().existing() == null
        ? Optional.of(task.document().slotName())
        : Optional.empty();
  }
}
