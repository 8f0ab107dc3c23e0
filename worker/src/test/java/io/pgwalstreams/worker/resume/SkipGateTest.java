package io.pgwalstreams.worker.resume;

import static io.pgwalstreams.worker.change.Position.WHOLE;
import static io.pgwalstreams.worker.resume.Scene.lsn;
import static io.pgwalstreams.worker.resume.Scene.message;
import static io.pgwalstreams.worker.resume.Scene.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.resume.StartPlan.Skip;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SkipGateTest {

  private static SkipGate gate(long more) {
    return new SkipGate(
        new Skip(
            at(500, 2),
            transaction(500),
            Optional.of(message(10, 500, 2, lsn(520))),
            false,
            more,
            lsn(1000)),
        lsn(500));
  }

  private static Position at(long commit, long ordinal) {
    return new Position(lsn(commit), ordinal);
  }

  private static Event event(long commit, long ordinal, String body) {
    return new Event(
        at(commit, ordinal),
        transaction(commit),
        "db.public.t.insert",
        Body.of("id", body.getBytes(StandardCharsets.UTF_8)),
        new Event.Label("public", "t", "insert"));
  }

  private static void assertFails(Reason reason, ThrowingCallable call) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(reason));
  }

  @Test
  void skipsUpToTheReferenceAndThenLetsEverythingThrough() {
    SkipGate gate = gate(0);
    gate.began(transaction(500));
    assertThat(gate.passes(at(500, 1))).isFalse();
    assertThat(gate.passes(at(500, 2))).isFalse();
    assertThat(gate.wantsToCompare(at(500, 2))).isTrue();
    gate.compare(event(500, 2, "{}"));
    assertThat(gate.passes(at(500, 3))).isTrue();
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void countsFurtherEventsThatTheStreamHolds() {
    SkipGate gate = gate(2);
    gate.began(transaction(500));
    gate.compare(event(500, 2, "{}"));
    assertThat(gate.passes(at(500, 3))).isTrue();
    assertThat(gate.admits(event(500, 3, "{}"))).isFalse();
    assertThat(gate.admits(event(500, 4, "{}"))).isFalse();
    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.admits(event(500, 5, "{}"))).isTrue();
  }

  @Test
  void refusesAnotherTransactionAtTheSamePositionWithTheSameXid() {
    TransactionId other = new TransactionId(lsn(500), transaction(500).xid(), 7);
    assertFails(Reason.HistoryDiverged, () -> gate(0).began(other));
  }

  @Test
  void refusesAnotherBodyAtTheReference() {
    SkipGate gate = gate(0);
    gate.began(transaction(500));
    assertFails(Reason.HistoryDiverged, () -> gate.compare(event(500, 2, "{\"data\":{\"id\":2}}")));
  }

  @Test
  void refusesWhenTheReferencesChangeDoesNotCome() {
    SkipGate gate = gate(0);
    gate.began(transaction(500));
    assertFails(Reason.HistoryDiverged, () -> gate.passes(at(600, 1)));
  }

  @Test
  void refusesWhenTheServerIsPastTheReferencesTransactionWithoutSendingIt() {
    SkipGate gate = gate(0);
    gate.reached(lsn(500));
    assertFails(Reason.HistoryDiverged, () -> gate.reached(lsn(501)));
  }

  @Test
  void refusesWhenPostgresHoldsFewerEventsThanTheStream() {
    SkipGate gate = gate(5);
    gate.began(transaction(500));
    gate.compare(event(500, 2, "{}"));
    gate.passes(at(500, 3));
    assertFails(Reason.CountMismatch, () -> gate.reached(lsn(1001)));
    assertFails(Reason.CountMismatch, () -> gate.began(transaction(1200)));
  }

  @Test
  void demandsTheMessageOutsideTransactions() {
    var gate =
        new SkipGate(new Skip(at(500, 0), null, Optional.empty(), true, 0, lsn(1000)), lsn(400));
    assertFails(Reason.HistoryDiverged, () -> gate.reached(lsn(501)));
    assertFails(Reason.HistoryDiverged, () -> gate.passes(at(600, 1)));
  }

  @Test
  void aMessageOutsideTransactionsHasComeEvenIfItIsNoLongerWanted() {
    var gate =
        new SkipGate(new Skip(at(500, 0), null, Optional.empty(), true, 0, lsn(1000)), lsn(400));
    assertThat(gate.passes(at(500, 0))).isFalse();
    assertThat(gate.wantsToCompare(at(500, 0))).isFalse();
    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.passes(at(600, 1))).isTrue();
  }

  @Test
  void isOpenBehindTheReferenceThoughNothingFollows() {
    SkipGate gate = gate(0);
    gate.began(transaction(500));
    gate.passes(at(500, 2));
    assertThat(gate.isOpen()).isFalse();
    gate.compare(event(500, 2, "{}"));
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void isOpenBehindAWholeTransactionThoughNothingFollows() {
    var whole = new Skip(at(500, WHOLE), transaction(500), Optional.empty(), false, 0, lsn(1000));
    var gate = new SkipGate(whole, lsn(500));
    gate.began(transaction(500));
    assertThat(gate.passes(at(500, 9))).isFalse();
    assertThat(gate.isOpen()).isFalse();
    gate.ended(transaction(500));
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void staysShutAtTheEndOfTheReferencesTransactionWhileEventsAreToBeCounted() {
    SkipGate gate = gate(1);
    gate.began(transaction(500));
    gate.compare(event(500, 2, "{}"));
    gate.ended(transaction(500));
    gate.reached(lsn(600));
    assertThat(gate.isOpen()).isFalse();
  }

  @Test
  void refusesWhenTheReferencesTransactionEndsWithoutItsChange() {
    SkipGate gate = gate(0);
    gate.began(transaction(500));
    gate.passes(at(500, 1));
    assertFails(Reason.HistoryDiverged, () -> gate.ended(transaction(500)));
  }

  @Test
  void aPositionOfTheServerInTheMiddleOfTheReferencesTransactionLetsNothingThrough() {
    SkipGate gate =
        new SkipGate(
            new Skip(at(500, 2), transaction(500), Optional.empty(), false, 0, lsn(1000)),
            lsn(500));
    gate.began(transaction(500));
    gate.reached(lsn(501));
    assertThat(gate.isOpen()).isFalse();
    assertThat(gate.passes(at(500, 2))).isFalse();
  }

  @Test
  void isOpenOnceTheServerHasSentEverythingUpToAPlaceBehind() {
    var gate =
        new SkipGate(new Skip(at(500, 2), null, Optional.empty(), false, 0, lsn(1000)), lsn(400));
    gate.reached(lsn(500));
    assertThat(gate.isOpen()).isFalse();
    gate.reached(lsn(501));
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void isOpenFromTheStartWhenPostgresBeginsBehindWhatTheStreamHolds() {
    var skip = new Skip(at(500, 2), null, Optional.empty(), false, 0, lsn(1000));
    assertThat(new SkipGate(skip, lsn(501)).isOpen()).isTrue();
    assertThat(new SkipGate(skip, lsn(500)).isOpen()).isFalse();
    var lone = new Skip(at(500, 0), null, Optional.empty(), false, 0, lsn(1000));
    assertThat(new SkipGate(lone, lsn(500)).isOpen()).isTrue();
    var counting = new Skip(at(500, 2), null, Optional.empty(), false, 3, lsn(1000));
    assertThat(new SkipGate(counting, lsn(501)).isOpen()).isFalse();
  }

  @Test
  void isOpenFromTheStartWhenThereIsNothingToSkip() {
    var gate = new SkipGate(new Skip(null, null, Optional.empty(), false, 0, lsn(1000)), lsn(500));
    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.passes(at(1, 1))).isTrue();
  }
}
