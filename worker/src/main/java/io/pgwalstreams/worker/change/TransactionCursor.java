package io.pgwalstreams.worker.change;

import io.pgwalstreams.worker.pgoutput.MalformedMessageException;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Begin;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Commit;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Delete;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Insert;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.LogicalMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Truncate;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Update;
import io.pgwalstreams.worker.pgoutput.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places the messages of one connection in their transactions. Every change gets its {@link
 * Position} before any filtering: rows, each table of a TRUNCATE and transactional logical messages
 * are numbered from 1; a message outside transactions is (its LSN, 0), wherever it comes. Keeps
 * counts, and the tables it was told of, but no row except the last: a transaction of any size
 * takes the same memory. Used by one thread, for one connection.
 *
 * <p>Throws {@link MalformedMessageException} when a message has no place where it comes.
 */
public final class TransactionCursor {
  private final RelationCatalog catalog = new RelationCatalog();
  private @Nullable TransactionId open;
  private Change.@Nullable Inserted inserted;
  private Change.@Nullable Updated updated;
  private Change.@Nullable Deleted deleted;
  private long changes;

  /** What {@code message}, the next one of the connection, means. */
  public Step next(PgOutputMessage message) {
    return switch (message) {
      case Begin m -> begin(m);
      case Commit m -> commit(m);
      case Insert m -> insert(m);
      case Update m -> update(m);
      case Delete m -> delete(m);
      case Truncate m -> truncate(m);
      case LogicalMessage m -> logicalMessage(m);
      case Relation m -> {
        catalog.learn(m);
        yield Step.Learned.LEARNED;
      }
      case PgOutputMessage.Type m -> {
        catalog.learn(m);
        yield Step.Learned.LEARNED;
      }
      case PgOutputMessage.Origin m -> Step.Learned.LEARNED;
      case PgOutputMessage.StreamAbort m -> Step.Learned.LEARNED;
    };
  }

  private Step begin(Begin begin) {
    if (open != null) {
      throw misplaced('B', "a transaction begins inside of another");
    }
    open = new TransactionId(begin.commitLsn(), begin.xid(), begin.commitMicros());
    changes = 0;
    return new Step.Began(open);
  }

  private Step commit(Commit commit) {
    var transaction = transaction('C');
    if (!transaction.commitLsn().equals(commit.commitLsn())
        || transaction.commitMicros() != commit.commitMicros()) {
      throw misplaced('C', "the commit is of another transaction than the one that began");
    }
    open = null;
    return new Step.Committed(transaction, commit.endLsn(), changes);
  }

  /** Rows are the commonest changes: each kind of them is one object, used again. */
  private Step insert(Insert insert) {
    var relation = relation('I', insert.relation(), insert.row());
    Position position = position('I');
    TransactionId transaction = transaction('I');
    if (inserted == null) {
      inserted = new Change.Inserted(position, transaction, relation, insert.row());
      return inserted;
    }
    return inserted.become(position, transaction, relation, insert.row());
  }

  private Step update(Update update) {
    var relation = relation('U', update.relation(), update.row());
    var old = update.old();
    if (old != null) {
      checkWidth('U', relation, old.row());
    }
    Position position = position('U');
    TransactionId transaction = transaction('U');
    if (updated == null) {
      updated = new Change.Updated(position, transaction, relation, old, update.row());
      return updated;
    }
    return updated.become(position, transaction, relation, old, update.row());
  }

  private Step delete(Delete delete) {
    var relation = relation('D', delete.relation(), delete.old().row());
    Position position = position('D');
    TransactionId transaction = transaction('D');
    if (deleted == null) {
      deleted = new Change.Deleted(position, transaction, relation, delete.old());
      return deleted;
    }
    return deleted.become(position, transaction, relation, delete.old());
  }

  private Step truncate(Truncate truncate) {
    List<Change> truncated = new ArrayList<>(truncate.relations().size());
    for (long oid : truncate.relations()) {
      var relation = relation('T', oid);
      truncated.add(new Change.Truncated(position('T'), transaction('T'), relation));
    }
    return new Step.Truncation(truncated);
  }

  private Step logicalMessage(LogicalMessage m) {
    if (m.transactional()) {
      return new Change.Message(position('M'), transaction('M'), m.prefix(), m.content());
    }
    return new Change.Message(
        new Position(m.lsn(), 0), new TransactionId(m.lsn(), 0, 0), m.prefix(), m.content());
  }

  /** The next position of the open transaction. */
  private Position position(char tag) {
    return new Position(transaction(tag).commitLsn(), ++changes);
  }

  private TransactionId transaction(char tag) {
    if (open == null) {
      throw misplaced(tag, "no transaction has begun");
    }
    return open;
  }

  private Relation relation(char tag, long oid, Tuple row) {
    var relation = relation(tag, oid);
    checkWidth(tag, relation, row);
    return relation;
  }

  private Relation relation(char tag, long oid) {
    var relation = catalog.find(oid);
    if (relation == null) {
      throw misplaced(tag, "table " + oid + " was not described before");
    }
    return relation;
  }

  private static void checkWidth(char tag, Relation relation, Tuple row) {
    if (row.size() != relation.columns().size()) {
      throw misplaced(
          tag,
          "a row of "
              + row.size()
              + " values, of a table with "
              + relation.columns().size()
              + " columns");
    }
  }

  private static MalformedMessageException misplaced(char tag, String fault) {
    return new MalformedMessageException(tag, 0, fault);
  }
}
