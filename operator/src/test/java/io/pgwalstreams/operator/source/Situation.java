package io.pgwalstreams.operator.source;

import static io.pgwalstreams.operator.source.TestDocuments.EXISTING;
import static io.pgwalstreams.operator.source.TestDocuments.MANAGED;
import static io.pgwalstreams.operator.source.TestDocuments.OUR_SLOT;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.database.Claim;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.database.PublicationDefinition;
import io.pgwalstreams.database.PublicationState;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.SourceReport;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.tls.TlsMaterial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A database in which nothing exists yet, and a WalStream that has just been applied; each method
 * changes one thing. Not thread-safe.
 */
final class Situation {
  static final Claim OURS = new Claim("c", "shop", "orders", "u1");
  static final Claim OTHERS = new Claim("c", "shop", "bills", "u2");
  static final String WORKER = "pgwalstreams shop/orders";

  private String publicationSpec = MANAGED;
  private String slotSpec = OUR_SLOT;
  private SourceTask.Binding binding =
      binding(false, Optional.empty(), Optional.empty(), Optional.empty());
  private ServerFacts server =
      new ServerFacts("18.1", 180_001, false, "logical", 5, 5, "reader", false, true, true);
  private Optional<PublicationState> publication = Optional.empty();
  private Optional<io.pgwalstreams.api.Failure> refusal = Optional.empty();
  private boolean mayCreate = true;
  private SourceFacts.OfSlot slot = SourceFacts.OfSlot.NONE;

  private static SourceTask.Binding binding(
      boolean intended,
      Optional<String> system,
      Optional<String> takeOver,
      Optional<String> consent) {
    return new SourceTask.Binding(intended, system, takeOver, consent);
  }

  Situation existingPublication() {
    publicationSpec = EXISTING;
    return this;
  }

  Situation publicationSpec(String spec) {
    publicationSpec = spec;
    return this;
  }

  Situation slotSpec(String spec) {
    slotSpec = spec;
    return this;
  }

  Situation intended() {
    binding = binding(true, binding.systemIdentifier(), binding.takeOver(), binding.consent());
    return this;
  }

  Situation bound(String system) {
    binding = binding(true, Optional.of(system), binding.takeOver(), binding.consent());
    return this;
  }

  Situation takesOver(String uid) {
    binding =
        binding(
            binding.intended(), binding.systemIdentifier(), Optional.of(uid), binding.consent());
    return this;
  }

  /** A person accepts the server that answers. */
  Situation rebind() {
    return accepts("PostgreSQL system 7001 answers, but the stream was written from 666");
  }

  Situation accepts(String text) {
    binding =
        binding(
            binding.intended(), binding.systemIdentifier(), binding.takeOver(), Optional.of(text));
    return this;
  }

  Situation server(UnaryOperator<ServerFacts> change) {
    server = change.apply(server);
    return this;
  }

  Situation refused(Reason reason) {
    refusal = Optional.of(reason.because("a", "b"));
    return this;
  }

  Situation mayNotCreate() {
    mayCreate = false;
    return this;
  }

  /** A publication of table a, as the document asks. */
  Situation published(Optional<Claim> claim) {
    return published(claim, "a");
  }

  Situation published(Optional<Claim> claim, String table) {
    publication =
        Optional.of(
            new PublicationState(
                "p",
                List.of(new PublicationDefinition.Table("public", table, List.of(), null)),
                Set.of(),
                false,
                Set.of("insert", "update", "delete", "truncate"),
                true,
                claim.map(Claim::toComment).orElse("")));
    return this;
  }

  Situation slot(SlotState state) {
    slot =
        new SourceFacts.OfSlot(
            Optional.of(state), slot.reader(), slot.claimant(), slot.heldBy(), slot.stranded());
    return this;
  }

  Situation slotClaimedBy(Claim claim) {
    slot =
        new SourceFacts.OfSlot(
            slot.state(),
            slot.reader(),
            Optional.of(new SlotClaims.Holder("p", claim)),
            slot.heldBy(),
            slot.stranded());
    return this;
  }

  Situation slotHeldBy(String other) {
    slot =
        new SourceFacts.OfSlot(
            slot.state(), slot.reader(), slot.claimant(), Optional.of(other), slot.stranded());
    return this;
  }

  Situation slotReadBy(String application) {
    slot =
        new SourceFacts.OfSlot(
            slot.state(),
            Optional.of(new SourceFacts.Reader(42, application, List.of())),
            slot.claimant(),
            slot.heldBy(),
            slot.stranded());
    return this;
  }

  Situation stranded(String name) {
    slot =
        new SourceFacts.OfSlot(
            slot.state(), slot.reader(), slot.claimant(), slot.heldBy(), Optional.of(name));
    return this;
  }

  /** A slot in order, as the operator creates one. */
  static SlotState sound() {
    return slotState("pgoutput", null, new Lsn(100), "reserved", 1000);
  }

  static SlotState slotState(
      String plugin, Long pid, Lsn confirmed, String walStatus, long retained) {
    return new SlotState(
        "s",
        plugin,
        "postgres",
        true,
        false,
        false,
        true,
        false,
        pid,
        new Lsn(90),
        confirmed,
        walStatus,
        null,
        walStatus.equals("lost") ? "wal_removed" : null,
        new Lsn(5000),
        retained,
        10);
  }

  SourceTask task() {
    var endpoint =
        new PostgresEndpoint(
            "localhost",
            5432,
            "postgres",
            "reader",
            () -> new char[0],
            new PostgresEndpoint.Tls(PostgresEndpoint.TlsMode.DISABLE, TlsMaterial.NONE),
            WORKER,
            Duration.ofSeconds(1));
    return new SourceTask(
        TestDocuments.of(1, publicationSpec, slotSpec),
        endpoint,
        Optional.empty(),
        "",
        OURS,
        binding);
  }

  SourceFacts facts() {
    return new SourceFacts(
        new SourceReport.Server("7001", 1, server.version(), "postgres"),
        server,
        new SourceFacts.OfPublication(publication, 1, refusal, "owner", mayCreate),
        slot);
  }

  SourcePlan plan() {
    return SourcePlan.of(task(), facts());
  }

  /** {@code DATABASE PUBLICATION SLOT}, then what is to be done, or "intent". */
  static String words(SourcePlan plan) {
    return word(plan.database())
        + " "
        + word(plan.publication())
        + " "
        + word(plan.slot())
        + plan.action().map(a -> " " + a.getClass().getSimpleName()).orElse("")
        + (plan.wantsIntent() ? " intent" : "");
  }

  private static String word(Aspect aspect) {
    return switch (aspect) {
      case Aspect.Unknown unused -> "?";
      case Aspect.Good unused -> "ok";
      case Aspect.Bad(var why) -> why.reason().toString();
    };
  }

  /** What the document asks for. */
  static PublicationDefinition asked() {
    PublicationSpec.Managed managed =
        TestDocuments.of(1, MANAGED, OUR_SLOT).spec().publication().managed();
    return PublicationDefinition.of("p", managed);
  }
}
