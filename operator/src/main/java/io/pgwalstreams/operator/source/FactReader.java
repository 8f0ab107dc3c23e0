package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.database.PublicationDefinition;
import io.pgwalstreams.database.PublicationState;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.SourceReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what {@link SourcePlan} judges. Changes nothing. Not thread-safe. */
final class FactReader {
  private final Key key;
  private final SourceTask task;
  private final SlotNames names;
  private final Visit visit;

  FactReader(Key key, SourceTask task, SlotNames names, Visit visit) {
    this.key = key;
    this.task = task;
    this.names = names;
    this.visit = visit;
  }

  /**
   * Publication and slot are only read from a server that is not refused: an older one lacks the
   * columns, and a standby is none of ours.
   *
   * @param owner asked for a connection when the publication is managed
   */
  SourceFacts read(Connection reader, Supplier<Connection> owner) throws SQLException {
    ServerFacts server = server(reader);
    var facts =
        new SourceFacts(
            identity(reader, server),
            server,
            SourceFacts.OfPublication.NONE,
            SourceFacts.OfSlot.NONE);
    if (ServerRules.refusal(task, facts).isPresent()) {
      return facts;
    }
    SourceFacts.OfPublication publication = publication(reader, owner);
    return new SourceFacts(facts.identity(), server, publication, slot(reader, facts, publication));
  }

  /**
   * Clouds grant replication in their own ways, so a role that seems to lack it is tried: a
   * walsender is the proof.
   */
  private ServerFacts server(Connection reader) throws SQLException {
    ServerFacts is = ServerFacts.read(reader);
    if (is.mayReplicate() || is.inRecovery()) {
      return is;
    }
    try (var walsender = visit.walsender(task.reader())) {
      return is.withReplication(walsender.connection().isValid(1));
    } catch (FailureException e) {
      return is;
    }
  }

  private static SourceReport.Server identity(Connection reader, ServerFacts server)
      throws SQLException {
    try (Statement statement = reader.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                select s.system_identifier::text, c.timeline_id, current_database()
                  from pg_control_system() s, pg_control_checkpoint() c""")) {
      row.next();
      return new SourceReport.Server(
          row.getString(1), row.getInt(2), server.version(), row.getString(3));
    }
  }

  private SourceFacts.OfPublication publication(Connection reader, Supplier<Connection> owner)
      throws SQLException {
    String name = task.document().publicationName();
    PublicationSpec.Managed managed = task.document().spec().publication().managed();
    var publications = new Publications(managed == null ? reader : owner.get());
    Optional<PublicationState> state = publications.read(name);
    int tables = state.isPresent() ? publications.tableCount(name) : 0;
    if (managed == null) {
      return new SourceFacts.OfPublication(state, tables, Optional.empty(), "", false);
    }
    Optional<Failure> refusal = publications.tableRefusal(PublicationDefinition.of(name, managed));
    ServerFacts maker = ServerFacts.read(owner.get());
    return new SourceFacts.OfPublication(state, tables, refusal, maker.user(), maker.mayCreate());
  }

  private SourceFacts.OfSlot slot(
      Connection reader, SourceFacts facts, SourceFacts.OfPublication publication)
      throws SQLException {
    String name = task.document().slotName();
    Optional<SlotState> state = new SlotReader(reader).read(name);
    return new SourceFacts.OfSlot(
        state,
        state.isPresent() ? session(reader, state.get()) : Optional.empty(),
        new SlotClaims(reader).holder(name),
        names
            .other(SlotNames.Slot.at(task.reader(), facts.identity().systemIdentifier(), name), key)
            .map(Key::display),
        stranded(reader, publication, name));
  }

  private static Optional<SourceFacts.Reader> session(Connection reader, SlotState slot)
      throws SQLException {
    Long pid = slot.activePid();
    if (pid == null) {
      return Optional.empty();
    }
    var slots = new Slots(reader);
    List<Slots.Waiting> waits = slot.confirmed() == null ? slots.waitingFor(pid) : List.of();
    return Optional.of(new SourceFacts.Reader(pid, slots.application(pid).orElse(""), waits));
  }

  private Optional<String> stranded(
      Connection reader, SourceFacts.OfPublication publication, String name) throws SQLException {
    Optional<String> other =
        publication
            .state()
            .filter(p -> p.notOurs(task.claim()).isEmpty())
            .flatMap(PublicationState::claimedSlot)
            .filter(s -> !s.equals(name));
    return other.isPresent() && new SlotReader(reader).read(other.get()).isPresent()
        ? other
        : Optional.empty();
  }
}
