package io.pgwalstreams.worker.resume;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From where the stream's content is known: our last own message or an anchor. The events behind it
 * are counted, not read.
 *
 * @param row the row of the decision table that chose it
 * @param sequence the stream sequence
 * @param position the last change that is accounted for at {@code sequence}
 * @param transaction its transaction; null when there was none
 * @param previous the position of our message at or before {@code sequence}; null when there is
 *     none
 * @param limit how far the slot may have been confirmed
 * @param more how many further events the stream holds behind {@code sequence}
 * @param message the message itself when it is the reference
 * @param gap a gap whose event was announced, and is not stored; null: none was
 */
record Reference(
    String row,
    long sequence,
    Position position,
    @Nullable TransactionId transaction,
    @Nullable Position previous,
    Lsn limit,
    Anchor.SourceIdentity source,
    String mapping,
    long more,
    Optional<OwnMessage> message,
    @Nullable Gap gap) {

  /**
   * An anchor, with {@code behind} messages behind it. Where it announced a gap's event, that is
   * the first of them.
   */
  static Reference of(String row, Anchor a, long behind) {
    boolean gapStored = a.gap() != null && behind > 0;
    return new Reference(
        row,
        gapStored ? a.sequence() + 1 : a.sequence(),
        a.position(),
        a.transaction(),
        gapStored ? a.position() : a.previous(),
        a.limit(),
        a.source(),
        a.mapping(),
        gapStored ? behind - 1 : behind,
        Optional.empty(),
        behind == 0 ? a.gap() : null);
  }

  static Reference of(String row, OwnMessage m, Optional<Anchor> anchor, long more) {
    var header = m.header();
    var end = header.lastEnd();
    var own = end == null ? header.position().lsn() : end;
    var limit =
        anchor
            .filter(a -> tellsOf(a, m) && a.sequence() <= m.sequence())
            .map(a -> Lsn.max(a.limit(), own))
            .orElse(own);
    return new Reference(
        row,
        m.sequence(),
        header.position(),
        m.gap() ? beforeGap(m, anchor) : header.transaction(),
        header.position(),
        limit,
        new Anchor.SourceIdentity(
            header.systemIdentifier(),
            anchor
                .filter(a -> tellsOf(a, m) && a.sequence() >= m.sequence())
                .map(a -> a.source().timeline())
                .orElse(header.timeline()),
            anchor.map(a -> a.source().major()).orElse(0)),
        header.mapping(),
        more,
        Optional.of(m),
        null);
  }

  /**
   * True when the anchor was written on the same history as the message. Behind a gap the slot, and
   * the database, may be others, and every gap begins an epoch; of an anchor that is lost there may
   * be an older one left.
   */
  private static boolean tellsOf(Anchor a, OwnMessage m) {
    return a.epoch().number() >= m.header().epoch();
  }

  /**
   * True when the message tells more than the anchor. At one sequence the anchor may: one that
   * announced a gap's event is the later one, wherever its position is, and a drained change of the
   * mapping leaves one that is further on.
   */
  static boolean isNewer(OwnMessage m, Anchor a) {
    if (m.sequence() != a.sequence()) {
      return m.sequence() > a.sequence();
    }
    boolean further = tellsOf(a, m) && a.position().isAfter(m.header().position());
    return a.gap() == null && !further;
  }

  /** What was published last before a gap; of a message outside transactions its anchor tells. */
  private static @Nullable TransactionId beforeGap(OwnMessage gap, Optional<Anchor> anchor) {
    TransactionId told = gap.header().transaction();
    if (told.xid() != 0) {
      return told;
    }
    return anchor
        .filter(a -> tellsOf(a, gap) && a.position().equals(gap.header().position()))
        .map(Anchor::transaction)
        .orElse(null);
  }

  /** True when the position is a transaction that PostgreSQL can be asked to send again. */
  boolean isTransaction() {
    return transaction != null && position.ordinal() > 0;
  }

  /** True when the position is a logical message outside transactions. */
  boolean isLoneMessage() {
    return transaction != null && position.ordinal() == 0;
  }
}
