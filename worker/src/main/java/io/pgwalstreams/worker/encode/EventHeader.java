package io.pgwalstreams.worker.encode;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.text.TextBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the headers of every event: enough to find out where a stream ends, and whether
 * its end can be trusted. The format is described in docs/reference/messages.md.
 *
 * <pre>
 * Pgws-Position: SYSTEM.TIMELINE/COMMIT-LSN/ORDINAL   7386141903120.3/16/B374D848/12
 * Pgws-Xid: XID                                       742
 * Pgws-Chain: 1 MAPPING EPOCH COMMIT-MICROS PREV      1 9f2c01ab34cd56ef 4 820724645680000 16/B374D848/11
 * Pgws-Last: END-LSN                                  16/B374D900
 * </pre>
 *
 * @param systemIdentifier of the PostgreSQL system, unsigned decimal
 * @param timeline the timeline that the event was read on
 * @param position where the change stands
 * @param transaction whose change it is; its commit LSN is that of the position
 * @param mapping the {@link MappingId} in force
 * @param epoch the epoch of the worker
 * @param prev the position of our event before this one; null for the first
 * @param lastEnd on a transaction's last event the end of its commit record, else null
 */
public record EventHeader(
    String systemIdentifier,
    int timeline,
    Position position,
    TransactionId transaction,
    String mapping,
    long epoch,
    @Nullable Position prev,
    @Nullable Lsn lastEnd) {

  /** Where the change stands. */
  public static final String POSITION = "Pgws-Position";

  /** The transaction's id; 0 for a message outside transactions. */
  public static final String XID = "Pgws-Xid";

  /** What a resuming worker needs beside the position. */
  public static final String CHAIN = "Pgws-Chain";

  /** Marks a transaction's last event. */
  public static final String LAST = "Pgws-Last";

  /**
   * An upper bound for the bytes of all headers of an event, those of JetStream included. An
   * event's body may have max_payload less this: a constant, so that the size at which an event is
   * too large does not depend on the event before it.
   */
  public static final int MAX_BYTES = 1024;

  static final String VERSION = "1";
  private static final String LSN = "[0-9A-F]{1,8}/[0-9A-F]{1,8}";
  private static final Pattern POSITION_FORM =
      Pattern.compile("([0-9]{1,20})\\.([0-9]{1,10})/(" + LSN + ")/([0-9]{1,18})");
  private static final Pattern CHAIN_FORM =
      Pattern.compile(
          VERSION + " ([0-9a-f]{16}) ([0-9]{1,18}) (-?[0-9]{1,18}) (-|" + LSN + "/[0-9]{1,18})");
  private static final Pattern XID_FORM = Pattern.compile("[0-9]{1,10}");
  private static final Pattern LSN_FORM = Pattern.compile(LSN);

  /** What stands in a message, as {@link EventHeaders} writes it. */
  public List<Header> toHeaders() {
    var headers = new ArrayList<Header>(4);
    headers.add(new Header(POSITION, systemIdentifier + "." + timeline + "/" + position));
    headers.add(new Header(XID, Long.toString(transaction.xid())));
    headers.add(new Header(CHAIN, chain()));
    if (lastEnd != null) {
      headers.add(new Header(LAST, lastEnd.toString()));
    }
    return headers;
  }

  static void write(Position position, TextBytes to) {
    write(position.lsn(), to);
    to.symbol('/');
    to.number(position.ordinal());
  }

  static void write(Lsn lsn, TextBytes to) {
    to.hex((int) (lsn.value() >>> Integer.SIZE));
    to.symbol('/');
    to.hex((int) lsn.value());
  }

  private String chain() {
    return VERSION
        + " "
        + mapping
        + " "
        + epoch
        + " "
        + transaction.commitMicros()
        + " "
        + (prev == null ? "-" : prev);
  }

  /**
   * Reads a stored message's headers. Empty unless they are exactly what {@link #toHeaders} writes:
   * whatever else stands in the stream was not written by this worker.
   */
  public static Optional<EventHeader> parse(StoredMessage message) {
    String position = message.header(POSITION);
    String xid = message.header(XID);
    String chain = message.header(CHAIN);
    if (position == null || xid == null || chain == null) {
      return Optional.empty();
    }
    var p = POSITION_FORM.matcher(position);
    var c = CHAIN_FORM.matcher(chain);
    if (!p.matches() || !c.matches() || !XID_FORM.matcher(xid).matches()) {
      return Optional.empty();
    }
    String last = message.header(LAST);
    if (last != null && !LSN_FORM.matcher(last).matches()) {
      return Optional.empty();
    }
    return build(p, c, xid, last).filter(h -> h.isWrittenAs(message));
  }

  private static Optional<EventHeader> build(
      Matcher p, Matcher c, String xid, @Nullable String last) {
    long timeline = Long.parseLong(p.group(2));
    if (timeline > Integer.MAX_VALUE) {
      return Optional.empty();
    }
    var position = new Position(Lsn.parse(p.group(3)), Long.parseLong(p.group(4)));
    var transaction =
        new TransactionId(position.lsn(), Long.parseLong(xid), Long.parseLong(c.group(3)));
    return Optional.of(
        new EventHeader(
            p.group(1),
            (int) timeline,
            position,
            transaction,
            c.group(1),
            Long.parseLong(c.group(2)),
            c.group(4).equals("-") ? null : Position.parse(c.group(4)),
            last == null ? null : Lsn.parse(last)));
  }

  /** Numbers have one spelling: a leading zero was not written by us. */
  private boolean isWrittenAs(StoredMessage message) {
    return toHeaders().stream().allMatch(h -> h.value().equals(message.header(h.name())));
  }
}
