package io.pgwalstreams.worker.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.BuiltInType;
import io.pgwalstreams.worker.pgoutput.MalformedMessageException;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Begin;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Commit;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Delete;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Insert;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.LogicalMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Origin;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Relation;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.ReplicaIdentity;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.StreamAbort;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Truncate;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Update;
import io.pgwalstreams.worker.pgoutput.Tuple;
import io.pgwalstreams.worker.pgoutput.Tuples;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionCursorTest {
  private static final Lsn COMMIT = Lsn.parse("0/100");
  private static final Lsn END = Lsn.parse("0/130");
  private static final Begin BEGIN = new Begin(COMMIT, 77, 742);
  private static final TransactionId TRANSACTION = new TransactionId(COMMIT, 742, 77);
  private static final Commit COMMITTED = new Commit(COMMIT, END, 77);
  private static final Tuple ROW = Tuples.of((String) null);

  private final TransactionCursor cursor = new TransactionCursor();

  private static Relation table(long oid, long typeOid) {
    return new Relation(
        oid,
        "public",
        "t" + oid,
        ReplicaIdentity.DEFAULT,
        List.of(new Column(true, "id", typeOid, -1)));
  }

  private void has(PgOutputMessage... messages) {
    for (var message : messages) {
      cursor.next(message);
    }
  }

  private List<Change> changes(PgOutputMessage message) {
    return switch (cursor.next(message)) {
      case Change change -> List.of(change);
      case Step.Truncation(var several) -> several;
      case Step.Began _, Step.Committed _, Step.Learned _ -> List.of();
    };
  }

  private Change change(PgOutputMessage message) {
    var changes = changes(message);
    assertThat(changes).hasSize(1);
    return changes.getFirst();
  }

  private void refuses(PgOutputMessage message, char tag) {
    assertThatThrownBy(() -> cursor.next(message))
        .isInstanceOfSatisfying(
            MalformedMessageException.class, e -> assertThat(e.tag()).isEqualTo(tag));
  }

  @Test
  void numbersEveryChangeOfATransactionFromOne() {
    has(table(1, 23), table(2, 23));
    assertThat(cursor.next(BEGIN)).isEqualTo(new Step.Began(TRANSACTION));
    assertThat(change(new Insert(1, ROW)).position()).isEqualTo(new Position(COMMIT, 1));
    assertThat(change(new Update(1, null, ROW)).position()).isEqualTo(new Position(COMMIT, 2));
    assertThat(changes(new Truncate(List.of(1L, 2L), false, false)))
        .extracting(Change::position)
        .containsExactly(new Position(COMMIT, 3), new Position(COMMIT, 4));
    assertThat(change(new LogicalMessage(true, new Lsn(9), "p", new byte[0])).position())
        .isEqualTo(new Position(COMMIT, 5));
    assertThat(change(new Delete(1, new OldTuple(true, ROW))).position())
        .isEqualTo(new Position(COMMIT, 6));
    assertThat(cursor.next(COMMITTED)).isEqualTo(new Step.Committed(TRANSACTION, END, 6));
  }

  @Test
  void numbersEachTransactionAnew() {
    has(table(1, 23), BEGIN, new Insert(1, ROW), COMMITTED);
    var later = new Lsn(0x200);
    has(new Begin(later, 78, 743));
    var change = change(new Insert(1, ROW));
    assertThat(change.position()).isEqualTo(new Position(later, 1));
    assertThat(change.transaction()).isEqualTo(new TransactionId(later, 743, 78));
  }

  @Test
  void aMessageOutsideTransactionsStandsAtItsOwnLsn() {
    var message = new LogicalMessage(false, COMMIT, "p", new byte[] {1});
    var expected = new Position(COMMIT, 0);
    assertThat(change(message).position()).isEqualTo(expected);
    has(table(1, 23), BEGIN, new Insert(1, ROW));
    var inside = change(message);
    assertThat(inside.position()).isEqualTo(expected);
    assertThat(inside.transaction()).isEqualTo(new TransactionId(COMMIT, 0, 0));
    assertThat(change(new Insert(1, ROW)).position()).isEqualTo(new Position(COMMIT, 2));
    assertThat(cursor.next(COMMITTED)).isEqualTo(new Step.Committed(TRANSACTION, END, 2));
  }

  @Test
  void whatDescribesOrSaysNothingIsNoChange() {
    has(BEGIN);
    for (var message :
        List.of(
            table(1, 23),
            new PgOutputMessage.Type(16400, "public", "mood"),
            new Origin(COMMIT, "elsewhere"),
            new StreamAbort(742, 743))) {
      assertThat(cursor.next(message)).isEqualTo(Step.Learned.LEARNED);
    }
    assertThat(cursor.next(COMMITTED)).isEqualTo(new Step.Committed(TRANSACTION, END, 0));
  }

  @Test
  void rowsHaveTheTableAsItWasDescribedLast() {
    has(BEGIN, table(1, 23));
    var first = ((Change.Inserted) change(new Insert(1, ROW))).relation();
    assertThat(((Change.Inserted) change(new Insert(1, ROW))).relation()).isSameAs(first);
    has(table(1, 25));
    var second = ((Change.Inserted) change(new Insert(1, ROW))).relation();
    assertThat(second.columns().getFirst().typeOid()).isEqualTo(25);
  }

  private long typeAfter(PgOutputMessage.Type type) {
    has(type, table(1, type.oid()));
    return ((Change.Inserted) change(new Insert(1, ROW))).relation().columns().getFirst().typeOid();
  }

  @Test
  void domainsHaveTheirBaseType() {
    has(BEGIN);
    assertThat(typeAfter(new PgOutputMessage.Type(16400, "pg_catalog", "int4")))
        .isEqualTo(BuiltInType.INT4.oid());
    assertThat(typeAfter(new PgOutputMessage.Type(16401, "pg_catalog", "_jsonb")))
        .isEqualTo(BuiltInType.JSONB.arrayOid());
  }

  @Test
  void arraysOfOtherTypesAreArraysOfText() {
    has(BEGIN);
    assertThat(typeAfter(new PgOutputMessage.Type(16400, "public", "_mood")))
        .isEqualTo(BuiltInType.TEXT.arrayOid());
  }

  @Test
  void otherTypesStayWhatTheyAre() {
    has(BEGIN);
    assertThat(typeAfter(new PgOutputMessage.Type(16400, "public", "int4"))).isEqualTo(16400);
    assertThat(typeAfter(new PgOutputMessage.Type(16401, "public", "_geometry"))).isEqualTo(16401);
    has(new PgOutputMessage.Type(16402, "pg_catalog", "int4"));
    assertThat(typeAfter(new PgOutputMessage.Type(16402, "public", "mood"))).isEqualTo(16402);
  }

  @Test
  void refusesAChangeOutsideOfATransaction() {
    has(table(1, 23));
    refuses(new Insert(1, ROW), 'I');
    refuses(new Update(1, null, ROW), 'U');
    refuses(new Delete(1, new OldTuple(false, ROW)), 'D');
    refuses(new Truncate(List.of(1L), false, false), 'T');
    refuses(new LogicalMessage(true, COMMIT, "p", new byte[0]), 'M');
    refuses(COMMITTED, 'C');
  }

  @Test
  void refusesATransactionInsideOfAnother() {
    has(BEGIN);
    refuses(BEGIN, 'B');
  }

  @Test
  void refusesTheCommitOfAnotherTransaction() {
    has(BEGIN);
    refuses(new Commit(END, END, 77), 'C');
    refuses(new Commit(COMMIT, END, 78), 'C');
  }

  @Test
  void refusesATableThatWasNotDescribed() {
    has(BEGIN);
    refuses(new Insert(1, ROW), 'I');
    refuses(new Truncate(List.of(1L), false, false), 'T');
  }

  @Test
  void refusesARowThatDoesNotFitItsTable() {
    has(BEGIN, table(1, 23));
    var wide = Tuples.of(null, null);
    refuses(new Insert(1, wide), 'I');
    refuses(new Update(1, new OldTuple(false, wide), ROW), 'U');
    refuses(new Delete(1, new OldTuple(false, wide)), 'D');
  }
}
