package io.pgwalstreams.operator.observe;

import io.pgwalstreams.database.SlotState;
import java.util.Optional;

/**
 * What was last seen of a WalStream's database. Immutable.
 *
 * @param generation of the document that it was looked at with; 0 before the first look
 * @param server empty until it was reached once
 * @param tableCount tables that the publication sends; empty when it was not read
 * @param slotState the slot's row; empty when it was not read, or there is none
 */
public record SourceReport(
    long generation,
    Aspect database,
    Aspect publication,
    Aspect slot,
    Optional<Server> server,
    Optional<Integer> tableCount,
    Optional<SlotState> slotState) {

  /** Before anything was looked at. */
  public static final SourceReport NONE =
      new SourceReport(
          0,
          new Aspect.Unknown("the database has not been looked at yet"),
          new Aspect.Unknown("the database has not been looked at yet"),
          new Aspect.Unknown("the database has not been looked at yet"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * Which server answers.
   *
   * @param systemIdentifier of {@code pg_control_system()}, as decimal digits
   * @param version as in {@code server_version}
   */
  public record Server(String systemIdentifier, int timeline, String version, String database) {}

  /** True when a worker can start: database, publication and slot are in order. */
  public boolean ready() {
    return database.usable() && publication.usable() && slot.usable();
  }
}
