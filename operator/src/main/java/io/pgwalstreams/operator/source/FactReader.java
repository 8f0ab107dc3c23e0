package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.v1alpha1.PublicationSpec;
import io.pgwalstreams.database.PublicationDefinition;
import io.pgwalstreams.database.PublicationState;
import io.pgwalstreams.database.Publications;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.SlotReader;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.operator.observe.SourceReport;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/** Reads what {@link SourcePlan} judges; changes nothing. Used by one thread. */
final class FactReader {
  /** Both functions may be called by everybody (manual 9.27.10). */
  private static final String IDENTITY =
      """
      select s.system_identifier::text, c.timeline_id, current_setting('server_version'),
             current_database()
        from pg_control_system() s, pg_control_checkpoint() c""";

  private final SourceTask task;
  private final Connection reader;
  private final Connection maker;

  /**
   * Reads by these connections.
   *
   * @param maker of the role that makes the publication; may be the same one
   */
  FactReader(SourceTask task, Connection reader, Connection maker) {
    this.task = task;
    this.reader = reader;
    this.maker = maker;
  }

  SourceFacts read() throws SQLException {
    SourceReport.Server identity = identity();
    ServerFacts server = ServerFacts.read(reader);
    var first =
        new SourceFacts(identity, server, SourceFacts.OfPublication.NONE, SourceFacts.OfSlot.NONE);
    if (ServerRules.refusal(task, first).isPresent()) {
      return first;
    }
    SourceFacts.OfPublication publication = publication();
    return new SourceFacts(identity, server, publication, slot(publication.state()));
  }

  private SourceReport.Server identity() throws SQLException {
    try (Statement statement = reader.createStatement();
        ResultSet row = statement.executeQuery(IDENTITY)) {
      row.next();
      return new SourceReport.Server(
          row.getString(1), row.getInt(2), row.getString(3), row.getString(4));
    }
  }

  private SourceFacts.OfPublication publication() throws SQLException {
    String name = task.document().publicationName();
    PublicationSpec.Managed managed = task.document().spec().publication().managed();
    var publications = new Publications(maker);
    Optional<PublicationState> state = publications.read(name);
    ServerFacts asMaker = ServerFacts.read(maker);
    return new SourceFacts.OfPublication(
        state,
        state.isPresent() ? publications.tableCount(name) : 0,
        managed == null
            ? Optional.empty()
            : publications.tableRefusal(PublicationDefinition.of(name, managed)),
        asMaker.user(),
        asMaker.mayCreate());
  }

  private SourceFacts.OfSlot slot(Optional<PublicationState> publication) throws SQLException {
    String name = task.document().slotName();
    var slots = new SlotReader(reader);
    Optional<SlotState> state = slots.read(name);
    return new SourceFacts.OfSlot(
        state,
        session(state),
        new SlotClaims(reader).holder(name),
        Optional.empty(),
        stranded(publication, slots));
  }

  private Optional<SourceFacts.Reader> session(Optional<SlotState> slot) throws SQLException {
    Optional<Long> pid = slot.map(SlotState::activePid);
    if (pid.isEmpty()) {
      return Optional.empty();
    }
    var sessions = new Slots(reader);
    boolean creating = slot.get().confirmed() == null;
    List<Slots.Waiting> waiting = creating ? sessions.waitingFor(pid.get()) : List.of();
    return sessions
        .application(pid.get())
        .map(application -> new SourceFacts.Reader(pid.get(), application, waiting));
  }

  /** The slot that our claim names, when the document names another one now. */
  private Optional<String> stranded(Optional<PublicationState> publication, SlotReader slots)
      throws SQLException {
    Optional<String> claimed =
        publication
            .filter(p -> p.notOurs(task.claim()).isEmpty())
            .flatMap(PublicationState::claimedSlot)
            .filter(slot -> !slot.equals(task.document().slotName()));
    return claimed.isPresent() && slots.read(claimed.get()).isPresent()
        ? claimed
        : Optional.empty();
  }
}
