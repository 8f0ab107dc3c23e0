package io.pgwalstreams.operator.source;

import static io.pgwalstreams.operator.source.Situation.OTHERS;
import static io.pgwalstreams.operator.source.Situation.OURS;
import static io.pgwalstreams.operator.source.Situation.WORKER;
import static io.pgwalstreams.operator.source.Situation.slotState;
import static io.pgwalstreams.operator.source.Situation.sound;
import static io.pgwalstreams.operator.source.TestDocuments.ANY_SLOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.database.ServerFacts;
import io.pgwalstreams.operator.observe.Aspect;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SourcePlanTest {

  private static DynamicTest when(String name, Situation situation, String words) {
    return dynamicTest(name, () -> assertThat(Situation.words(situation.plan())).isEqualTo(words));
  }

  private static Situation fresh() {
    return new Situation();
  }

  private static Situation published() {
    return fresh().published(Optional.of(OURS));
  }

  private static Situation complete() {
    return published().slot(sound()).slotClaimedBy(OURS);
  }

  private static Situation others() {
    return fresh().published(Optional.of(OTHERS));
  }

  private static Situation borrowed() {
    return fresh().existingPublication().published(Optional.empty());
  }

  private static ServerFacts with(ServerFacts s, boolean standby, String walLevel, int senders) {
    return new ServerFacts(
        s.version(),
        s.versionNumber(),
        standby,
        walLevel,
        s.freeSlots(),
        senders,
        s.user(),
        false,
        true,
        true);
  }

  private static ServerFacts version(ServerFacts s, int number) {
    return new ServerFacts(
        "old", number, false, "logical", s.freeSlots(), 1, s.user(), false, true, true);
  }

  private static ServerFacts slots(ServerFacts s, int free) {
    return new ServerFacts(
        s.version(), s.versionNumber(), false, "logical", free, 1, s.user(), false, true, true);
  }

  @TestFactory
  Stream<DynamicTest> serverComesFirst() {
    return Stream.of(
        when("old", fresh().server(s -> version(s, 130_005)), "ServerUnsupported ? ?"),
        when("standby", fresh().server(s -> with(s, true, "logical", 1)), "ServerIsStandby ? ?"),
        when(
            "wal_level",
            complete().server(s -> with(s, false, "replica", 1)),
            "WalLevelInsufficient ? ?"),
        when("role", fresh().server(s -> s.withReplication(false)), "PrivilegeMissing ? ?"),
        when(
            "no walsender, nothing made yet",
            fresh().intended().server(s -> with(s, false, "logical", 0)),
            "NoFreeWalSender ? ?"),
        when(
            "no walsender, bound",
            complete().bound("7001").server(s -> with(s, false, "logical", 0)),
            "NoFreeWalSender ok ok"),
        when(
            "the last walsender is our worker's",
            complete().bound("7001").slotReadBy(WORKER).server(s -> with(s, false, "logical", 0)),
            "ok ok ok"),
        when(
            "a risky minor version is a warning",
            complete().server(s -> version(s, 170_002)),
            "ServerVersionRisky ok ok"),
        when("another system", complete().bound("666"), "SystemChanged ? ?"),
        when("another system, accepted", complete().bound("666").rebind(), "ok ok ok"),
        when(
            "another system, and a loss of the slot there accepted",
            complete().bound("666").accepts("no slot, on PostgreSQL system 7001; at 1/2"),
            "ok ok ok"),
        when(
            "another system, and something else accepted",
            complete().bound("666").accepts("the stream was made anew"),
            "SystemChanged ? ?"),
        when(
            "another system, and yet another one accepted",
            complete().bound("666").accepts("PostgreSQL system 70011 answers"),
            "SystemChanged ? ?"),
        when(
            "another system, and a loss of the slot on the former one accepted",
            complete().bound("666").accepts("no slot, on PostgreSQL system 666"),
            "SystemChanged ? ?"));
  }

  @TestFactory
  Stream<DynamicTest> publicationComesBeforeTheSlot() {
    return Stream.of(
        when("nothing, not intended", fresh(), "ok ? ? intent"),
        when("nothing, intended", fresh().intended(), "ok ? ? CreatePublication"),
        when(
            "tables refused",
            fresh().intended().refused(Reason.ReplicaIdentityInsufficient),
            "ok ReplicaIdentityInsufficient ?"),
        when(
            "tables refused, before anything is altered",
            published().refused(Reason.ReplicaIdentityInsufficient),
            "ok ReplicaIdentityInsufficient ?"),
        when("may not create", fresh().mayNotCreate(), "ok PrivilegeMissing ?"),
        when(
            "ours and another one than asked for",
            complete().published(Optional.of(OURS), "b"),
            "ok ? ok AlterPublication"),
        when(
            "ours and cannot be altered so",
            published().publicationSpec("managed: {name: p, allTables: true}"),
            "ok InvalidSpec ?"),
        when("another's", others().intended(), "ok ClaimedByAnother ?"),
        when("existed before", fresh().published(Optional.empty()), "ok ClaimedByAnother ?"),
        when("another's, taken over", others().takesOver("u2"), "ok ? ? TakeOver"),
        when(
            "another's, another one taken over", others().takesOver("u3"), "ok ClaimedByAnother ?"),
        when("existing is missing", fresh().existingPublication(), "ok PublicationMissing ?"),
        when("existing is there", borrowed(), "ok ok ? intent"));
  }

  @TestFactory
  Stream<DynamicTest> slotIsMadeOnceAndOnlyWhenIntended() {
    return Stream.of(
        when("not intended", published(), "ok ok ? intent"),
        when("intended", published().intended(), "ok ok ? CreateSlot"),
        when(
            "registered, then a crash",
            published().intended().slotClaimedBy(OURS),
            "ok ok ? CreateSlot"),
        when("no free slot", published().intended().server(s -> slots(s, 0)), "ok ok NoFreeSlot"),
        when("bound and gone: a person accepts", published().bound("7001"), "ok ok SlotMissing"),
        when(
            "bound, accepted: the worker makes it",
            published().bound("7001").rebind(),
            "ok ok SlotMissing"),
        when(
            "both gone: the publication is to be older than the next slot",
            fresh().bound("7001"),
            "ok ? SlotMissing CreatePublication"),
        when(
            "name was changed before it was bound",
            published().intended().stranded("t"),
            "ok ok InvalidSpec"),
        when(
            "name is another's",
            published().intended().slotClaimedBy(OTHERS),
            "ok ok ClaimedByAnother"),
        when(
            "name is being taken by another one",
            borrowed().intended().slotHeldBy("shop/bills"),
            "ok ok ClaimedByAnother"),
        when("existing is missing", published().slotSpec(ANY_SLOT), "ok ok SlotMissing"));
  }

  @TestFactory
  Stream<DynamicTest> slotIsOursByItsClaim() {
    return Stream.of(
        when("named by our claim", complete(), "ok ok ok"),
        when("made, then a crash before the report", complete().intended(), "ok ok ok"),
        when("not named", published().intended().slot(sound()), "ok ok ClaimedByAnother"),
        when("not named, bound", published().bound("7001").slot(sound()), "ok ok ok"),
        when(
            "not named, bound to another system",
            published().bound("666").rebind().slot(sound()),
            "ok ok ClaimedByAnother"),
        when(
            "named by another's, bound",
            published().bound("7001").slot(sound()).slotClaimedBy(OTHERS),
            "ok ok ClaimedByAnother"),
        when("no publication", fresh().intended().slot(sound()), "ok ? ClaimedByAnother"),
        when(
            "publication was dropped",
            fresh().bound("7001").slot(sound()),
            "ok PublicationNewerThanSlot ok"),
        when(
            "publication younger than an existing slot",
            fresh().slotSpec(ANY_SLOT).slot(sound()),
            "ok PublicationNewerThanSlot ok"),
        when(
            "existing publication, not intended",
            borrowed().slot(sound()),
            "ok ok ClaimedByAnother"),
        when("existing publication, intended", borrowed().intended().slot(sound()), "ok ok ok"),
        when(
            "existing publication, intended by two",
            borrowed().intended().slot(sound()).slotHeldBy("shop/bills"),
            "ok ok ClaimedByAnother"),
        when(
            "existing publication, and a take-over that nothing in the database confirms",
            borrowed().takesOver("u2").slot(sound()),
            "ok ok ClaimedByAnother"),
        when(
            "existing publication, slot of another claim than the one taken over",
            borrowed().intended().takesOver("u3").slot(sound()).slotClaimedBy(OTHERS),
            "ok ok ClaimedByAnother"),
        when(
            "our publication, and a take-over of a slot that no claim names",
            published().intended().takesOver("u2").slot(sound()),
            "ok ok ClaimedByAnother"));
  }

  @TestFactory
  Stream<DynamicTest> slotsHealth() {
    Lsn at = new Lsn(100);
    return Stream.of(
        when(
            "another plugin",
            complete().slot(slotState("test_decoding", null, at, "reserved", 1)),
            "ok ok SlotUnsuitable"),
        when(
            "another plugin, and another's",
            published().slot(slotState("test_decoding", null, at, "reserved", 1)),
            "ok ok SlotUnsuitable"),
        when("lost", complete().slot(slotState("pgoutput", null, at, "lost", 1)), "ok ok SlotLost"),
        when(
            "read by our worker",
            complete().slot(slotState("pgoutput", 42L, at, "reserved", 1)).slotReadBy(WORKER),
            "ok ok ok"),
        when(
            "read by somebody else",
            complete().slot(slotState("pgoutput", 42L, at, "reserved", 1)).slotReadBy("psql"),
            "ok ok SlotInUse"),
        when(
            "being created by an attempt that was cut off",
            complete().slot(slotState("pgoutput", 42L, null, "reserved", 1)).slotReadBy(WORKER),
            "ok ok WaitingForTransactions"),
        when(
            "being created by somebody else",
            published()
                .slotSpec(ANY_SLOT)
                .slot(slotState("pgoutput", 42L, null, "reserved", 1))
                .slotReadBy("psql"),
            "ok ok SlotInUse"),
        when(
            "never ready",
            complete().slot(slotState("pgoutput", null, null, "reserved", 1)),
            "ok ok SlotLost"),
        when(
            "unreserved",
            complete().slot(slotState("pgoutput", null, at, "unreserved", 1)),
            "ok ok SlotAtRisk"),
        when(
            "retains more than asked for",
            complete()
                .slotSpec("managed: {name: s}, maxRetainedWal: 1Gi")
                .slot(slotState("pgoutput", null, at, "extended", 3L << 30)),
            "ok ok SlotAtRisk"));
  }

  @Test
  void saysHowMuchIsRetainedAndWhatToDo() {
    Aspect slot =
        complete()
            .slotSpec("managed: {name: s}, maxRetainedWal: 1Gi")
            .slot(slotState("pgoutput", null, new Lsn(1), "extended", 3L << 30))
            .plan()
            .slot();
    assertThat(slot.usable()).isTrue();
    assertThat(slot.failure().orElseThrow().sentence())
        .contains("3.0Gi", "slot.maxRetainedWal of 1Gi", "let the worker publish");
  }

  @Test
  void saysHowToTakeOver() {
    assertThat(others().plan().publication().failure().orElseThrow().sentence())
        .contains("WalStream shop/bills of cluster c", "pgwalstreams.io/take-over: u2");
  }

  @Test
  void theSlotsNameIsRegisteredWhereThePublicationIsOurs() {
    assertThat(published().intended().plan().action())
        .contains(new SourceAction.CreateSlot("s", true, Optional.of("p")));
    assertThat(borrowed().intended().plan().action())
        .contains(new SourceAction.CreateSlot("s", true, Optional.empty()));
    assertThat(fresh().intended().plan().action())
        .contains(new SourceAction.CreatePublication(Situation.asked()));
  }
}
