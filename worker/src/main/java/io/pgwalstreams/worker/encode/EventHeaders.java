package io.pgwalstreams.worker.encode;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.text.TextBytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes what {@link EventHeader#toHeaders} says, of one event after the other, without making an
 * {@link EventHeader}. What is the same in all events of a transaction is written once. One thread.
 */
public final class EventHeaders {
  private static final byte[] POSITION = HeaderBytes.nameOf(EventHeader.POSITION);
  private static final byte[] XID = HeaderBytes.nameOf(EventHeader.XID);
  private static final byte[] CHAIN = HeaderBytes.nameOf(EventHeader.CHAIN);
  private static final byte[] LAST = HeaderBytes.nameOf(EventHeader.LAST);
  private static final byte[] LINE_END = {'\r', '\n'};
  private static final int ROOM = 128;

  private final String source;
  private final long epoch;

  // Up to the ordinal, and from there to the position of the event before.
  private final TextBytes before = new TextBytes(ROOM);
  private final TextBytes behind = new TextBytes(ROOM);
  private int lsnAt;
  private @Nullable Lsn lsn;
  private @Nullable TransactionId transaction;
  private @Nullable String mapping;

  /** Of what a worker of this epoch reads from this system and timeline. */
  public EventHeaders(String systemIdentifier, int timeline, long epoch) {
    this.source = systemIdentifier + "." + timeline + "/";
    this.epoch = epoch;
  }

  /**
   * Adds an event's headers.
   *
   * @param itsMapping the {@link MappingId} in force
   * @param prev the position of our event before this one; null for the first
   * @param lastEnd on a transaction's last event the end of its commit record, else null
   */
  public void write(
      Event event,
      String itsMapping,
      @Nullable Position prev,
      @Nullable Lsn lastEnd,
      HeaderBytes headers) {
    Position position = event.position();
    if (!position.lsn().equals(lsn)
        || !event.transaction().equals(transaction)
        || !itsMapping.equals(mapping)) {
      begin(position.lsn(), event.transaction(), itsMapping);
    }
    TextBytes to = headers.lines();
    to.text(before.array(), 0, before.length());
    to.number(position.ordinal());
    to.text(behind.array(), 0, behind.length());
    chain(prev, to);
    headers.endOfLine();
    if (lastEnd != null) {
      EventHeader.write(lastEnd, headers.name(LAST));
      headers.endOfLine();
    }
  }

  private void begin(Lsn itsLsn, TransactionId itsTransaction, String itsMapping) {
    lsn = itsLsn;
    transaction = itsTransaction;
    mapping = itsMapping;
    before.clear();
    before.text(POSITION);
    before.text(source);
    lsnAt = before.length();
    EventHeader.write(itsLsn, before);
    before.symbol('/');
    behind.clear();
    behind.text(LINE_END);
    behind.text(XID);
    behind.number(itsTransaction.xid());
    behind.text(LINE_END);
    behind.text(CHAIN);
    behind.text(EventHeader.VERSION);
    behind.symbol(' ');
    behind.text(itsMapping);
    behind.symbol(' ');
    behind.number(epoch);
    behind.symbol(' ');
    behind.number(itsTransaction.commitMicros());
    behind.symbol(' ');
  }

  private void chain(@Nullable Position prev, TextBytes to) {
    if (prev == null) {
      to.symbol('-');
    } else if (Objects.equals(prev.lsn(), lsn)) {
      to.text(before.array(), lsnAt, before.length());
      to.number(prev.ordinal());
    } else {
      EventHeader.write(prev, to);
    }
  }
}
