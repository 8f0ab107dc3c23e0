package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.PublicationState;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.database.SlotClaims;
import io.pgwalstreams.database.SlotState;
import io.pgwalstreams.database.Slots;
import io.pgwalstreams.operator.observe.SourceReport;
import java.util.List;
import java.util.Optional;

/**
 * What a database says of itself. Immutable.
 *
 * @param publication and {@code slot} are {@code NONE} when the server is refused: they are not
 *     read then
 */
record SourceFacts(
    SourceReport.Server identity, ServerFacts server, OfPublication publication, OfSlot slot) {

  /**
   * The publication, and who would make it.
   *
   * @param tables how many it sends
   * @param refusal why the tables cannot be published so
   * @param maker the role that makes it
   * @param mayCreate whether that role may create a publication in this database
   */
  record OfPublication(
      Optional<PublicationState> state,
      int tables,
      Optional<Failure> refusal,
      String maker,
      boolean mayCreate) {
    static final OfPublication NONE =
        new OfPublication(Optional.empty(), 0, Optional.empty(), "", false);
  }

  /**
   * The slot.
   *
   * @param reader who reads from it, or creates it
   * @param claimant the publication whose claim names it
   * @param heldBy another WalStream of this operator that has it
   * @param stranded the slot that our publication's claim names instead, if it exists
   */
  record OfSlot(
      Optional<SlotState> state,
      Optional<Reader> reader,
      Optional<SlotClaims.Holder> claimant,
      Optional<String> heldBy,
      Optional<String> stranded) {
    static final OfSlot NONE =
        new OfSlot(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * A session that has the slot.
   *
   * @param waitsFor whose transactions it waits for, when it creates the slot
   */
  record Reader(long pid, String application, List<Slots.Waiting> waitsFor) {
    Reader {
      waitsFor = List.copyOf(waitsFor);
    }

    /** True when it is the worker's, or was the operator's. */
    boolean is(String name) {
      return Slots.isNamed(application, name);
    }
  }
}
