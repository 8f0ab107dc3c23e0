package io.pgwalstreams.worker.encode;

import com.fasterxml.jackson.core.JsonFactory;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes into events: subject, id and JSON body. A function of the change and of what the
 * constructor takes, and of nothing else: the same change is encoded alike whenever it is read
 * again. Used by one thread.
 */
public final class EventEncoder {
  /**
   * Changes whenever a change may be encoded otherwise than before; it is a part of the {@link
   * MappingId}.
   */
  public static final int VERSION = 2;

  private static final BitSet NOTHING = new BitSet(0);

  private final JsonFactory parsers = new JsonFactory();
  private final SubjectTemplate subjects;
  private final TableFilter filter;
  private final EventId ids;
  private final CommitTime times = new CommitTime();
  private final Map<Long, TableShape> shapes = new HashMap<>();
  private @Nullable TableShape last;
  private final JsonBytes json = new JsonBytes();
  private final ValueWriter values = new ValueWriter(json);
  private final BodyWriter bodies = new BodyWriter(json, values);
  private final RowImage image = new RowImage();

  /**
   * An encoder for one database.
   *
   * @param systemIdentifier of the PostgreSQL system, unsigned decimal
   * @param filter whose excluded columns are left out; whether a change is wanted at all was asked
   *     before
   */
  public EventEncoder(String systemIdentifier, SubjectTemplate subjects, TableFilter filter) {
    this.ids = new EventId(systemIdentifier);
    this.subjects = subjects;
    this.filter = filter;
  }

  /** The event of a change, of whatever size, which becomes {@code into}. */
  public Event encode(Change change, Event into) {
    return encode(change, NOTHING, into);
  }

  /**
   * The event of a change in at most {@code bodyLimit} bytes (see {@link
   * OversizedEvent#bodyLimit}): its largest values are left out and named in {@code truncated},
   * those of key columns last. Empty when not even that fits.
   */
  public Optional<Event> encodeTruncated(Change change, long bodyLimit, Event into) {
    return OversizedEvent.shrink(this, change, bodyLimit, into);
  }

  /** The event without the columns, or the content, whose bits are set. */
  Event encode(Change change, BitSet dropped, Event into) {
    if (change instanceof Change.Message message) {
      return message(message, dropped, into);
    }
    image.become(change);
    return row(change, dropped, into);
  }

  private Event row(Change change, BitSet dropped, Event into) {
    var shape = shape(image.relation());
    byte[] id = ids.of(change.position(), change.transaction());
    byte[] time = times.text(change.transaction().commitMicros());
    json.clear();
    bodies.row(id, shape, image, dropped, time);
    json.moveTo(into.body());
    into.body().name(id);
    var to = shape.destination(image.operation());
    return into.become(change.position(), change.transaction(), to.subject(), to.label());
  }

  private Event message(Change.Message c, BitSet dropped, Event into) {
    byte[] id = ids.of(c.position(), c.transaction());
    var content = dropped.isEmpty() ? MessageContent.of(c.content(), parsers) : null;
    json.clear();
    bodies.message(id, c.prefix(), content, commitTime(c));
    json.moveTo(into.body());
    into.body().name(id);
    return into.become(
        c.position(),
        c.transaction(),
        subjects.message(c.prefix()),
        new Event.Label("", c.prefix(), "message"));
  }

  /** A message outside transactions has no commit time. */
  private byte @Nullable [] commitTime(Change.Message c) {
    TransactionId transaction = c.transaction();
    return c.position().ordinal() == 0 ? null : times.text(transaction.commitMicros());
  }

  TableShape shape(Relation relation) {
    TableShape shape = last;
    if (shape != null && shape.isOf(relation)) {
      return shape;
    }
    shape = shapes.get(relation.oid());
    if (shape == null || !shape.isOf(relation)) {
      shape = new TableShape(relation, subjects, filter);
      shapes.put(relation.oid(), shape);
    }
    last = shape;
    return shape;
  }

  /** How many bytes a value takes in a body. */
  int size(ValueType type, byte[] bytes, int from, int to) {
    json.clear();
    values.write(type, bytes, from, to);
    return json.length();
  }
}
