package io.pgwalstreams.worker.resume;

import static io.pgwalstreams.worker.resume.Scene.anchor;
import static io.pgwalstreams.worker.resume.Scene.lsn;
import static io.pgwalstreams.worker.resume.Scene.message;
import static io.pgwalstreams.worker.resume.Scene.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.resume.Observation.OwnMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The decision table, row for row. */
class DecisionTableTest {

  private static StartPlan plan(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Start.class);
    return ((Decision.Start) decision).plan();
  }

  private static void assertHalts(Decision decision, String row, Reason reason) {
    assertThat(decision).isInstanceOf(Decision.Halt.class);
    var halt = (Decision.Halt) decision;
    assertThat(halt.row()).isEqualTo(row);
    assertThat(halt.why().reason()).isEqualTo(reason);
    assertThat(halt.id()).hasSize(12);
  }

  @Test
  void s1WaitsWhileTheSlotIsActiveElsewhere() {
    assertThat(new Scene().slotBusy().decide())
        .isInstanceOfSatisfying(
            Decision.Wait.class, w -> assertThat(w.why().reason()).isEqualTo(Reason.SlotInUse));
  }

  @Test
  void s2GivesAnAnchorInTheSameEpochToWriteFirst() {
    assertThat(plan(new Scene().decide()).anchor().epoch()).isEqualTo(new Epoch(1, Epoch.SETTLED));
  }

  @Test
  void s2TakesTheNextEpochWhenTheMappingDiffers() {
    assertThat(plan(new Scene().mapping("beef").decide()).anchor().epoch())
        .isEqualTo(new Epoch(2, Epoch.NONE_YET));
  }

  @Test
  void s3HaltsBeforeAStreamThatWritesByItself() {
    assertHalts(
        new Scene().streamThat("has subject_delete_marker_ttl").decide(),
        "S3",
        Reason.StreamUnsuitable);
  }

  @Test
  void s3CannotBeAccepted() {
    assertHalts(
        new Scene().streamThat("is a mirror").decideAccepting(), "S3", Reason.StreamUnsuitable);
  }

  @Test
  void s4CreatesAMissingStreamWhenTheDocumentAsksForIt() {
    assertThat(new Scene().noStream(true).anchors().decide())
        .isInstanceOf(Decision.CreateStream.class);
  }

  @Test
  void s4HaltsWithoutAStreamOtherwise() {
    assertHalts(new Scene().noStream(false).anchors().decide(), "S4", Reason.StreamMissing);
  }

  @Test
  void s5HaltsWhenTheStreamIsGoneThoughItHeldEvents() {
    assertHalts(new Scene().noStream(true).decide(), "S5", Reason.StreamRecreated);
  }

  @Test
  void s5CreatesTheStreamAgainWhenThatIsAccepted() {
    assertThat(new Scene().noStream(true).decideAccepting())
        .isInstanceOf(Decision.CreateStream.class);
  }

  @Test
  void s5HaltsWhenTheStreamWasMadeAnew() {
    assertHalts(
        new Scene().streamMadeAnewAt("2026-02-02T00:00:00Z").sequences(1, 0).decide(),
        "S5",
        Reason.StreamRecreated);
  }

  @Test
  void s5GoesOnFromTheSlotBehindAGapEventWhenThatIsAccepted() {
    StartPlan plan =
        plan(
            new Scene()
                .streamMadeAnewAt("2026-02-02T00:00:00Z")
                .sequences(1, 0)
                .noMessage()
                .decideAccepting());
    assertThat(plan.start()).isEqualTo(lsn(400));
    assertThat(plan.gap()).isPresent();
    assertThat(plan.anchor().stream().created()).isEqualTo("2026-02-02T00:00:00Z");
    assertThat(plan.anchor().epoch().number()).isEqualTo(2);
  }

  @Test
  void r1HaltsAtAForeignMessage() {
    assertHalts(
        new Scene().foreignAt(9, message(8, 480, 1, lsn(490))).decide(),
        "R1",
        Reason.ForeignWriter);
  }

  @Test
  void r1PublishesAgainFromTheLastGoodMessageWhenThatIsAccepted() {
    StartPlan plan = plan(new Scene().foreignAt(9, message(8, 480, 1, lsn(490))).decideAccepting());
    assertThat(plan.start()).isEqualTo(lsn(480));
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(480), 1));
    assertThat(plan.lastSequence()).isEqualTo(10);
    assertThat(plan.mayRepeat()).isTrue();
    assertThat(plan.gap()).isPresent();
  }

  @Test
  void r2ResumesFromTheRingWhenTheStreamLostItsTail() {
    StartPlan plan =
        plan(
            new Scene()
                .sequences(1, 6)
                .noMessage()
                .anchors(anchor(8, 480, lsn(480)), anchor(5, 450, lsn(450)))
                .decide());
    assertThat(plan.row()).isEqualTo("R2 P7");
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(450), 1));
    assertThat(plan.skip().more()).isEqualTo(1);
    assertThat(plan.notices()).extracting(Failure::reason).containsExactly(Reason.StreamRolledBack);
  }

  @Test
  void r2PrefersTheMessageThatIsLeftOverAnOlderAnchor() {
    StartPlan plan =
        plan(
            new Scene()
                .sequences(1, 6)
                .message(message(6, 460, 1, lsn(465)))
                .anchors(anchor(8, 480, lsn(480)), anchor(5, 450, lsn(450)))
                .decide());
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(460), 1));
    assertThat(plan.skip().more()).isZero();
  }

  @Test
  void r2HaltsWhenNothingKnownIsLeft() {
    assertHalts(
        new Scene().sequences(1, 6).noMessage().decide(), "R2", Reason.StreamRolledBackTooFar);
  }

  @Test
  void r3ResumesFromTheLastMessage() {
    StartPlan plan = plan(new Scene().decide());
    assertThat(plan.row()).isEqualTo("R3 P7");
    assertThat(plan.start()).isEqualTo(lsn(500));
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(500), 2));
    assertThat(plan.skip().mustBegin()).isEqualTo(transaction(500));
    assertThat(plan.skip().mustEqual()).isPresent();
    assertThat(plan.skip().more()).isZero();
  }

  @Test
  void r3PrefersTheAnchorOfADrainedMappingChange() {
    Anchor drained = anchor(10, 600, lsn(600));
    StartPlan plan = plan(new Scene().anchors(drained).decide());
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(600), 1));
    assertThat(plan.skip().mustEqual()).isEmpty();
    assertThat(plan.skip().mustBegin()).isEqualTo(transaction(600));
  }

  @Test
  void r3IgnoresVoidMessagesBehindTheLastOne() {
    StartPlan plan = plan(new Scene().sequences(1, 12).voids(11L, 12L).decide());
    assertThat(plan.row()).isEqualTo("R3 P7");
    assertThat(plan.skip().more()).isZero();
    assertThat(plan.lastSequence()).isEqualTo(12);
  }

  @Test
  void r4CountsDeletedMessagesBehindTheLastOne() {
    StartPlan plan = plan(new Scene().sequences(1, 13).absent(3).decide());
    assertThat(plan.row()).isEqualTo("R4 P7");
    assertThat(plan.skip().more()).isEqualTo(3);
  }

  @Test
  void r5CountsFromTheAnchorWhenTheMessagesAreGone() {
    StartPlan plan = plan(new Scene().noMessage().sequences(11, 10).decide());
    assertThat(plan.row()).isEqualTo("R5 P7");
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(480), 1));
    assertThat(plan.skip().more()).isEqualTo(2);
    assertThat(plan.skip().mustEqual()).isEmpty();
  }

  private static final Gap GAP =
      new Gap(
          "3f9a0c61b2de",
          Reason.SlotMissing.because("it is gone", "make it anew"),
          new Position(lsn(470), 1),
          lsn(480));

  private static Scene announced(long last) {
    return new Scene()
        .noMessage()
        .sequences(last + 1, last)
        .anchors(anchor(8, 480, lsn(480)).announcing(GAP));
  }

  @Test
  void r5DoesNotCountTheAnnouncedEventOfAGap() {
    assertThat(plan(announced(9).decide()).skip().more()).isZero();
    assertThat(plan(announced(9).decide()).gap()).isEmpty();
    assertThat(plan(announced(11).decide()).skip().more()).isEqualTo(2);
  }

  @Test
  void r5TellsOfAGapWhoseEventWasAnnouncedAndIsNotStored() {
    StartPlan plan = plan(announced(8).decide());
    assertThat(plan.skip().more()).isZero();
    assertThat(plan.gap()).contains(GAP);
  }

  @Test
  void r3TellsOfAnAnnouncedGapThoughTheLastMessageIsFurtherOn() {
    StartPlan plan = plan(new Scene().anchors(anchor(10, 480, lsn(480)).announcing(GAP)).decide());
    assertThat(plan.row()).startsWith("R3");
    assertThat(plan.gap()).contains(GAP);
  }

  private static Anchor behindGap(long sequence, Anchor reference, long limit) {
    return new Anchor(
        sequence,
        reference.position(),
        reference.transaction(),
        reference.position(),
        lsn(limit),
        Scene.STREAM,
        reference.source(),
        Scene.MAPPING,
        new Epoch(2, Epoch.NONE_YET),
        null);
  }

  private static Scene endingWithAGap(Anchor... newestFirst) {
    return new Scene().message(Scene.gapEvent(10, 480, 1, 2)).anchors(newestFirst);
  }

  @Test
  void r3ReadsAgainTheTransactionBeforeAGapThatWasAccepted() {
    Anchor before = anchor(9, 480, lsn(480));
    Anchor announcing = before.inEpoch(new Epoch(2, Epoch.NONE_YET)).announcing(GAP);
    for (Anchor newest : List.of(announcing, behindGap(10, before, 480))) {
      StartPlan plan = plan(endingWithAGap(newest, before).decide());
      assertThat(plan.row()).isEqualTo("R3 P7");
      assertThat(plan.start()).isEqualTo(lsn(480));
      assertThat(plan.skip().mustBegin()).isEqualTo(transaction(480));
      assertThat(plan.skip().mustEqual()).isEmpty();
      assertThat(plan.gap()).isEmpty();
      assertThat(plan.anchor().transaction()).isEqualTo(transaction(480));
    }
  }

  @Test
  void r3ReadsItAgainAlsoWhereTheGapsAnchorIsLost() {
    OwnMessage gap = Scene.gapEvent(10, 2, new Position(lsn(480), 1), transaction(480));
    for (Anchor[] left : List.of(new Anchor[0], new Anchor[] {anchor(8, 470, lsn(470))})) {
      StartPlan plan = plan(new Scene().message(gap).anchors(left).decide());
      assertThat(plan.row()).isEqualTo("R3 P7");
      assertThat(plan.skip().mustBegin()).isEqualTo(transaction(480));
    }
  }

  private static Anchor fromSlot(long sequence, long confirmed, long epoch) {
    return new Anchor(
        sequence,
        new Position(lsn(confirmed), 0),
        null,
        null,
        lsn(confirmed),
        Scene.STREAM,
        anchor(1, 1, lsn(1)).source(),
        Scene.MAPPING,
        new Epoch(epoch, Epoch.NONE_YET),
        null);
  }

  @Test
  void r2TellsOfAGapWhoseEventWasLostThoughItsAnchorsWereNot() {
    Anchor announcing = fromSlot(10, 700, 2).announcing(GAP);
    Scene lost =
        new Scene().anchors(fromSlot(11, 700, 2), announcing, anchor(10, 500, lsn(520))).slot(700);
    StartPlan plan = plan(lost.decide());
    assertThat(plan.row()).isEqualTo("R2 P8");
    assertThat(plan.gap()).contains(GAP);
    assertThat(plan.start()).isEqualTo(lsn(700));
  }

  /** The event of a gap is gone, a foreign message that was accepted before it is not. */
  @Test
  void r5StandsAtTheSeatOfAGapWhoseEventWasStored() {
    StartPlan plan = plan(announced(9).decide());
    assertThat(plan.anchor().sequence()).isEqualTo(9);
    assertThat(plan.anchor().previous()).isEqualTo(new Position(lsn(480), 1));
    assertThat(plan.previous()).isEqualTo(new Position(lsn(480), 1));
  }

  @Test
  void r2CountsNoVoidMessages() {
    Anchor announcing = fromSlot(10, 700, 2).announcing(GAP);
    Scene taken =
        new Scene()
            .noMessage()
            .sequences(1, 11)
            .voids(11L)
            .anchors(fromSlot(12, 700, 2), announcing)
            .slot(700);
    assertThat(plan(taken.decide()).gap()).contains(GAP);
    Anchor plain = anchor(10, 500, lsn(520));
    Scene another =
        new Scene()
            .noMessage()
            .sequences(1, 11)
            .voids(11L)
            .anchors(anchor(12, 600, lsn(600)), plain);
    assertThat(plan(another.decide()).skip().more()).isZero();
  }

  @Test
  void r2PrefersTheAnchorOfADrainedMappingChangeToo() {
    Anchor drained = anchor(10, 600, lsn(600));
    StartPlan plan = plan(new Scene().anchors(anchor(12, 650, lsn(650)), drained).decide());
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(600), 1));
  }

  @Test
  void r10BeginsAnEpochAnewWhoseFirstMessageWasLost() {
    Anchor lost = anchor(12, 600, lsn(600)).inEpoch(new Epoch(2, 11));
    Anchor before = anchor(10, 500, lsn(520));
    StartPlan plan = plan(new Scene().anchors(lost, before).decide());
    assertThat(plan.anchor().epoch()).isEqualTo(new Epoch(2, Epoch.NONE_YET));
  }

  /** Its limit counted in the WAL of another database. */
  @Test
  void anAnchorOfAnEarlierEpochAllowsNothing() {
    Anchor other = anchor(8, 480, lsn(900));
    OwnMessage later = message(10, 550, 1, lsn(560), Scene.MAPPING, 2);
    Scene left = new Scene().message(later).anchors(other);
    assertThat(plan(left.decide()).anchor().limit()).isEqualTo(lsn(560));
    assertHalts(left.slot(700).decide(), "P6", Reason.SlotAdvanced);
  }

  @Test
  void anAcceptedGapIncludesOneThatWasAnnouncedAndWhoseSeatIsTakenByAVoidMessage() {
    Anchor announcing = fromSlot(10, 480, 2).announcing(GAP);
    Scene taken = new Scene().noMessage().sequences(1, 11).voids(11L).anchors(announcing);
    StartPlan plan = plan(taken.slot(700).decideAccepting());
    assertThat(plan.gap().orElseThrow().from()).isEqualTo(GAP.from());
  }

  @Test
  void p4IsNotContentWithAnAnchorWhoseEventsAreLost() {
    var promoted = new Anchor.SourceIdentity(Scene.SYSTEM, 2, 17);
    Anchor b = fromSlot(12, 700, 2);
    Anchor lost =
        new Anchor(
            b.sequence(),
            b.position(),
            null,
            null,
            b.limit(),
            b.stream(),
            promoted,
            b.mapping(),
            b.epoch(),
            null);
    Scene cut = new Scene().promoted(2, 600).slot(650).anchors(lost, anchor(10, 500, lsn(800)));
    assertHalts(cut.decide(), "P4", Reason.SlotRecreated);
  }

  /** A worker ends between the claim and the event of the gap. */
  @Test
  void r9TellsOfItsGapAtTheNextStartToo() {
    Scene uncounted =
        new Scene()
            .noMessage()
            .sequences(12, 11)
            .absent(1)
            .anchors(anchor(10, 500, lsn(520)))
            .mapping("another");
    StartPlan accepted = plan(uncounted.decideAccepting());
    Gap gap = accepted.gap().orElseThrow();
    StartPlan again = plan(uncounted.anchors(accepted.anchor().announcing(gap)).decide());
    assertThat(again.gap()).contains(gap);
    assertThat(again.skip().more()).isZero();
    assertThat(again.skip().mustBegin()).isEqualTo(transaction(500));
  }

  @Test
  void r1TellsOfItsGapAtTheNextStartToo() {
    Scene stray = new Scene().foreignAt(9, message(8, 480, 1, lsn(490)));
    StartPlan accepted = plan(stray.decideAccepting());
    Gap gap = accepted.gap().orElseThrow();
    Anchor claim = accepted.anchor().announcing(gap);
    assertThat(claim.sequence()).isEqualTo(10);
    StartPlan again = plan(new Scene().anchors(claim).decide());
    assertThat(again.gap()).contains(gap);
    assertThat(again.skip().upTo()).isEqualTo(new Position(lsn(480), 1));
  }

  /** What older anchors tell of may be gone as well. */
  @Test
  void r1GoesOnFromTheSlotWhereNoGoodMessageIsKnown() {
    Scene idle = new Scene().noMessage().anchors(anchor(8, 480, lsn(480))).foreignAt(9);
    StartPlan plan = plan(idle.decideAccepting());
    assertThat(plan.start()).isEqualTo(lsn(400));
    assertThat(plan.skip().upTo()).isNull();
    assertThat(plan.gap()).isPresent();
    assertThat(plan.mayRepeat()).isTrue();
  }

  @Test
  void r10KnowsTheFirstMessageOfAnEpochWhoseAnchorWasNotWritten() {
    Anchor claim = anchor(9, 480, lsn(480)).inEpoch(new Epoch(2, Epoch.NONE_YET));
    OwnMessage first = message(10, 500, 1, null, Scene.MAPPING, 2);
    StartPlan plan = plan(new Scene().message(first).anchors(claim).decide());
    assertThat(plan.anchor().epoch()).isEqualTo(new Epoch(2, 10));
  }

  @Test
  void r3KnowsNoTransactionBehindAGapThatWasAcceptedFromTheSlot() {
    Anchor another = anchor(10, 480, lsn(900));
    StartPlan plan = plan(endingWithAGap(another).decide());
    assertThat(plan.skip().mustBegin()).isNull();
    assertThat(plan.start()).isEqualTo(lsn(400));
    assertHalts(endingWithAGap(another).slot(700).decide(), "P6", Reason.SlotAdvanced);
  }

  @Test
  void r3AllowsWhatWasConfirmedBehindAGapWhileNothingWasPublished() {
    Anchor idle = behindGap(10, anchor(9, 480, lsn(480)), 800);
    assertThat(plan(endingWithAGap(idle).slot(700).decide()).row()).isEqualTo("R3 P8");
  }

  @Test
  void r3PrefersTheAnchorThatIsFurtherOnThanTheEventOfAGap() {
    Anchor further = behindGap(10, anchor(9, 600, lsn(600)), 600);
    StartPlan plan = plan(endingWithAGap(further).slot(600).decide());
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(600), 1));
    assertThat(plan.skip().mustBegin()).isEqualTo(transaction(600));
  }

  @Test
  void r6StartsFromTheSlotOnAnEmptyStream() {
    StartPlan plan = plan(new Scene().noMessage().anchors().sequences(0, 0).decide());
    assertThat(plan.row()).isEqualTo("R6");
    assertThat(plan.start()).isEqualTo(lsn(400));
    assertThat(plan.skip().upTo()).isNull();
    assertThat(plan.anchor().epoch()).isEqualTo(new Epoch(1, Epoch.SETTLED));
    assertThat(plan.gap()).isEmpty();
  }

  @Test
  void r6CreatesASlotThatNeverWasThere() {
    assertThat(new Scene().noMessage().anchors().sequences(0, 0).slotMissing(true).decide())
        .isInstanceOf(Decision.CreateSlot.class);
  }

  @Test
  void p1HaltsWhenASlotIsMissingThoughEventsWerePublished() {
    assertHalts(new Scene().slotMissing(true).decide(), "P1", Reason.SlotMissing);
  }

  @Test
  void r7HaltsWhenNothingTellsWhatTheStreamHeld() {
    assertHalts(
        new Scene().noMessage().anchors().sequences(11, 10).decide(), "R7", Reason.NoReference);
  }

  @Test
  void r8HaltsWhenTheSequenceJumped() {
    assertHalts(
        new Scene().noMessage().sequences(50_001, 50_000).decide(), "R8", Reason.SequenceJumped);
  }

  @Test
  void r8HaltsBeyondWhatIsCounted() {
    long far = 10 + DecisionTable.COUNT_LIMIT + 1;
    assertHalts(
        new Scene().sequences(1, far).absent(far - 10).decide(), "R8", Reason.SequenceJumped);
  }

  @Test
  void r8GoesOnFromTheAnchorWhenThatIsAccepted() {
    StartPlan plan = plan(new Scene().noMessage().sequences(50_001, 50_000).decideAccepting());
    assertThat(plan.skip().upTo()).isEqualTo(new Position(lsn(480), 1));
    assertThat(plan.skip().more()).isZero();
    assertThat(plan.lastSequence()).isEqualTo(50_000);
    assertThat(plan.mayRepeat()).isTrue();
  }

  @Test
  void s5IsAcceptedOnceForTheLossAndTheStreamMadeForIt() {
    var gone = (Decision.Halt) new Scene().noStream(true).decide();
    var anew =
        (Decision.Halt)
            new Scene().streamMadeAnewAt("2026-02-02T00:00:00Z").sequences(1, 0).decide();
    assertThat(gone.id()).isEqualTo(anew.id());
  }

  @Test
  void r9HaltsWhenTheMappingChangedWhileCounting() {
    assertHalts(
        new Scene().mapping("beef").noMessage().sequences(11, 10).decide(),
        "R9",
        Reason.MappingChanged);
  }

  @Test
  void r9MayRepeatWhenThatIsAccepted() {
    StartPlan plan =
        plan(new Scene().mapping("beef").noMessage().sequences(11, 10).decideAccepting());
    assertThat(plan.mayRepeat()).isTrue();
    assertThat(plan.skip().more()).isZero();
  }

  @Test
  void r10TakesANewEpochAndDoesNotCompareBodies() {
    StartPlan plan = plan(new Scene().mapping("beef").decide());
    assertThat(plan.anchor().epoch()).isEqualTo(new Epoch(2, Epoch.NONE_YET));
    assertThat(plan.skip().mustEqual()).isEmpty();
    assertThat(plan.skip().mustBegin()).isEqualTo(transaction(500));
  }

  @Test
  void r10KeepsOneInFlightUntilAWindowBehindTheEpochsFirstMessage() {
    Epoch fresh = new Epoch(2, Epoch.NONE_YET);
    assertThat(fresh.settledAt(1_000_000)).isFalse();
    Epoch accepted = fresh.accepted(100).accepted(101);
    assertThat(accepted.first()).isEqualTo(100);
    assertThat(accepted.settledAt(100 + Epoch.WINDOW - 1)).isFalse();
    assertThat(accepted.settledAt(100 + Epoch.WINDOW)).isTrue();
  }

  @Test
  void p1HaltsWithoutASlot() {
    assertHalts(new Scene().slotGone().decide(), "P1", Reason.SlotLost);
  }

  @Test
  void p1ConsentToOneLossOfTheSlotIsNoneToTheNext() {
    String first = p1Id(Scene.anchor(12, 500, lsn(-1)));
    assertThat(p1Id(Scene.anchor(12, 500, lsn(-1)))).isEqualTo(first);
    assertThat(p1Id(Scene.anchor(90, 900, lsn(-1)))).isNotEqualTo(first);
  }

  @Test
  void p1ConsentToTheLossOfTheSlotIsNoneToAnotherServersAnswering() {
    var here = (Decision.Halt) new Scene().slotGone().decide();
    var elsewhere = (Decision.Halt) new Scene().system("42").slotGone().decide();
    assertThat(elsewhere.why().message()).contains("on PostgreSQL system 42");
    assertThat(elsewhere.id()).isNotEqualTo(here.id());
  }

  private static String p1Id(Anchor newest) {
    var halt = (Decision.Halt) new Scene().anchors(newest).slotGone().decide();
    assertThat(halt.row()).isEqualTo("P1");
    return halt.id();
  }

  @Test
  void p1MakesTheSlotAnewWhenThatIsAccepted() {
    assertThat(new Scene().slotGone().decideAccepting()).isInstanceOf(Decision.RecreateSlot.class);
  }

  @Test
  void p1GoesOnBehindAGapEventOnceTheSlotIsThere() {
    Failure lost = Reason.SlotLost.because("slot 's' is lost", "accept the gap");
    StartPlan plan = plan(new Scene().slot(900).diverged(lost).decideAccepting());
    assertThat(plan.start()).isEqualTo(lsn(900));
    assertThat(plan.gap()).isPresent();
  }

  @Test
  void p2HaltsOnAnotherSystem() {
    assertHalts(new Scene().system("42").decide(), "P2", Reason.SystemChanged);
  }

  @Test
  void p3HaltsWhenTheNewTimelineLacksWhatWasPublished() {
    assertHalts(new Scene().promoted(2, 490).decide(), "P3", Reason.PhantomEvents);
    assertHalts(new Scene().promoted(2, 500).decide(), "P3", Reason.PhantomEvents);
  }

  @Test
  void p3GoesOnWhenTheNewTimelineBranchedOffLater() {
    assertThat(plan(new Scene().promoted(2, 501).decide()).row()).isEqualTo("R3 P7");
  }

  @Test
  void p3TakesAMessageThatEndsWhereTheTimelineWasLeftForCommonHistory() {
    OwnMessage atTheSwitch = message(10, 500, 0, lsn(500));
    assertThat(plan(new Scene().promoted(2, 500).message(atTheSwitch).decide()).row())
        .isEqualTo("R3 P10");
  }

  @Test
  void aClaimNamesTheTimelineItWasMadeOnUnlessEventsHaveToBeCountedFirst() {
    StartPlan atTheEnd = plan(new Scene().promoted(2, 501).decide());
    assertThat(atTheEnd.anchor().source().timeline()).isEqualTo(2);
    StartPlan counting = plan(new Scene().noMessage().sequences(11, 10).promoted(2, 501).decide());
    assertThat(counting.skip().more()).isEqualTo(2);
    assertThat(counting.anchor().source().timeline()).isEqualTo(1);
  }

  @Test
  void whatComesNextIsWhatAnEarlierWorkerHasUnderWayOnlyInTheSameHistoryAndEpoch() {
    assertThat(plan(new Scene().decide()).differs()).isFalse();
    Scene first = new Scene().noMessage().anchors().sequences(0, 0);
    assertThat(plan(first.decide()).differs()).as("R6").isFalse();
    assertThat(plan(new Scene().promoted(2, 501).decide()).differs()).as("promoted").isTrue();
    assertThat(plan(new Scene().mapping("other").decide()).differs()).as("mapping").isTrue();
    Anchor claim = anchor(10, 500, lsn(500)).inEpoch(new Epoch(2, Epoch.NONE_YET));
    Scene claimed = new Scene().anchors(claim);
    assertThat(plan(claimed.decide()).differs()).as("an epoch not begun").isTrue();
    assertThat(plan(new Scene().walEnd(499).decideAccepting()).differs()).as("P5").isTrue();
    Scene unknown = new Scene().noMessage().anchors();
    assertThat(plan(unknown.decideAccepting()).differs()).as("R7").isTrue();
    assertThat(plan(announced(8).decide()).differs()).as("an announced gap").isTrue();
  }

  @Test
  void p9CountsNothingBehindWhereTheTimelineWasLeft() {
    Scene gone = new Scene().noMessage().sequences(11, 10);
    assertThat(plan(gone.decide()).skip().countedBefore()).isEqualTo(lsn(1000));
    assertThat(plan(gone.promoted(2, 501).decide()).skip().countedBefore()).isEqualTo(lsn(501));
  }

  @Test
  void p9IsNotCountedAgainOnceItWasAcceptedByItsId() {
    Scene gone = new Scene().noMessage().sequences(11, 10);
    String id = DecisionTable.haltId(Findings.countMismatch(2, new Position(lsn(480), 1)));
    List<String> accepted = List.of(id);
    var start = (Decision.Start) DecisionTable.decide(gone.observation(), accepted::contains);
    assertThat(start.plan().gap()).isPresent();
    assertThat(start.plan().skip().more()).isZero();
  }

  @Test
  void p4HaltsWhenTheSlotWasBornAfterThePromotion() {
    assertHalts(new Scene().promoted(2, 600).slot(700).decide(), "P4", Reason.SlotRecreated);
  }

  @Test
  void p5HaltsWhenTheDatabaseEndsBeforeThePublishedChange() {
    assertHalts(new Scene().walEnd(499).decide(), "P5", Reason.DatabaseWentBack);
  }

  private static final Failure WENT_BACK =
      Reason.DatabaseWentBack.because("the WAL ended before 0/1F4", "bring it back");

  @Test
  void p5HaltsAgainOnceTheWalHasGrownAndNothingTellsWhichHistoryItIs() {
    Scene gone =
        new Scene()
            .noMessage()
            .sequences(11, 10)
            .anchors(anchor(8, 480, lsn(480)).keeping(WENT_BACK));
    assertHalts(gone.decide(), "P5", Reason.DatabaseWentBack);
    StartPlan plan = plan(gone.decideAccepting());
    assertThat(plan.gap().map(g -> g.why().message())).contains(WENT_BACK.message());
    assertThat(plan.anchor().halt()).isNull();
  }

  @Test
  void p5IsForgottenWhereTheReferenceTellsWhichHistoryItIs() {
    Scene grown = new Scene().anchors(anchor(8, 480, lsn(480)).keeping(WENT_BACK));
    assertThat(plan(grown.slot(500).decide()).skip().mustBegin()).isEqualTo(transaction(500));
    assertThat(plan(grown.slot(520).decide()).row()).isEqualTo("R3 P8");
  }

  @Test
  void p5StandsWhereCountingIsPassedOverByConsent() {
    Scene gone =
        new Scene()
            .mapping("another")
            .noMessage()
            .sequences(11, 10)
            .anchors(anchor(8, 480, lsn(480)).keeping(WENT_BACK));
    StartPlan plan = plan(gone.decideAccepting());
    assertThat(plan.row()).endsWith("P5");
    assertThat(plan.skip().upTo()).isNull();
  }

  @Test
  void p5IsTheSameHaltWhetherTheWalHasGrownOrNot() {
    Scene gone =
        new Scene()
            .noMessage()
            .sequences(11, 10)
            .anchors(anchor(8, 480, lsn(480)).keeping(WENT_BACK));
    var before = (Decision.Halt) gone.walEnd(470).decide();
    assertThat(before.id()).isEqualTo(DecisionTable.haltId(WENT_BACK));
    assertThat(((Decision.Halt) gone.walEnd(9_000).decide()).id()).isEqualTo(before.id());
  }

  @Test
  void r3KeepsAnAnnouncedGapThoughAVoidMessageTookTheSeatOfItsEvent() {
    var gap =
        new Gap(
            "abc", Reason.SlotAdvanced.because("it stands elsewhere", "accept"), null, lsn(480));
    Anchor announcing = anchor(10, 480, lsn(480)).inEpoch(new Epoch(2, 0)).announcing(gap);
    Scene taken = new Scene().noMessage().sequences(1, 11).voids(11L).anchors(announcing);
    StartPlan plan = plan(taken.slot(480).decide());
    assertThat(plan.gap()).contains(gap);
    assertThat(plan.skip().more()).isZero();
  }

  @Test
  void p6HaltsWhenTheSlotIsFurtherThanConfirmed() {
    assertHalts(new Scene().slot(521).decide(), "P6", Reason.SlotAdvanced);
  }

  @Test
  void p6AllowsTheEndOfTheLastWholeTransaction() {
    assertThat(plan(new Scene().slot(520).decide()).row()).isEqualTo("R3 P8");
  }

  @Test
  void p7DemandsTheReferencesTransaction() {
    assertThat(plan(new Scene().slot(500).decide()).skip().mustBegin()).isEqualTo(transaction(500));
  }

  @Test
  void p7GoesOnFromTheSlotBehindAGapEventWhenTheDivergenceIsAccepted() {
    Failure diverged = Reason.HistoryDiverged.because("another transaction", "restore");
    assertHalts(new Scene().diverged(diverged).decide(), "P7", Reason.HistoryDiverged);
    StartPlan plan = plan(new Scene().diverged(diverged).decideAccepting());
    assertThat(plan.start()).isEqualTo(lsn(400));
    assertThat(plan.skip().upTo()).isNull();
    assertThat(plan.gap().orElseThrow().from()).isEqualTo(new Position(lsn(500), 2));
  }

  @Test
  void p8StartsAtTheSlotWhenIdleWalWasConfirmed() {
    Anchor idle = anchor(10, 500, lsn(800));
    StartPlan plan = plan(new Scene().anchors(idle).slot(700).decide());
    assertThat(plan.row()).isEqualTo("R3 P8");
    assertThat(plan.start()).isEqualTo(lsn(700));
    assertThat(plan.skip().mustBegin()).isNull();
  }

  @Test
  void p9HaltsWhenCountingPassedTheEnd() {
    Failure mismatch = Reason.CountMismatch.because("3 more", "look");
    assertHalts(new Scene().diverged(mismatch).decide(), "P9", Reason.CountMismatch);
  }

  @Test
  void p10DemandsTheMessageOutsideTransactions() {
    StartPlan plan = plan(new Scene().message(message(10, 500, 0, lsn(500))).decide());
    assertThat(plan.row()).isEqualTo("R3 P10");
    assertThat(plan.start()).isEqualTo(lsn(400));
    assertThat(plan.skip().mustMeet()).isTrue();
    assertThat(plan.skip().mustBegin()).isNull();
  }

  @Test
  void theSameFactsGiveTheSameHaltAndOthersAnother() {
    var once = (Decision.Halt) new Scene().slot(521).decide();
    var again = (Decision.Halt) new Scene().slot(521).decide();
    var later = (Decision.Halt) new Scene().slot(522).decide();
    assertThat(again).isEqualTo(once);
    assertThat(later.id()).isNotEqualTo(once.id());
  }

  @Test
  void acceptsOneHaltByItsIdAndNoOther() {
    var halt = (Decision.Halt) new Scene().slot(521).decide();
    List<String> accepted = List.of(halt.id());
    assertThat(DecisionTable.decide(new Scene().slot(521).observation(), accepted::contains))
        .isInstanceOf(Decision.Start.class);
    assertThat(DecisionTable.decide(new Scene().slot(522).observation(), accepted::contains))
        .isInstanceOf(Decision.Halt.class);
  }
}
