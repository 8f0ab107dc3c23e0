package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Each phase of a WalStream's life, as conditions and as kstatus sees them. */
class PhasesTest {
  private static final String ABSENT = "absent";

  @Test
  void aNewResourceIsUnderWay() {
    var life = new Life().sees(s -> s);

    assertThat(life.says("Ready")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.says("DatabaseReady")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.says("StreamReady")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.says("Streaming")).isEqualTo("False WorkerStarting");
    assertThat(life.says("Reconciling")).isEqualTo("True NotCheckedYet");
    assertThat(life.says("Stalled")).isEqualTo(ABSENT);
    assertThat(life.status().observedGeneration()).isEqualTo(1);
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
  }

  @Test
  void aMissingSecretNeedsAPersonAndHealsWhenItIsThere() {
    var life = new Life().sees(s -> s.refused(Reason.SecretMissing));

    assertThat(life.says("Ready")).isEqualTo("False SecretMissing");
    assertThat(life.says("Stalled")).isEqualTo("True SecretMissing");
    assertThat(life.says("Reconciling")).isEqualTo(ABSENT);
    assertThat(life.condition("Stalled").message()).isEqualTo("found SecretMissing: mend it");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Failed);

    life.sees(Seeing::accepted);
    assertThat(life.says("Stalled")).isEqualTo(ABSENT);
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
  }

  @Test
  void anUnreachableDatabaseIsWaitedForBeforeTheFirstStart() {
    var life = new Life().sees(s -> s.database(Reason.DatabaseUnreachable));

    assertThat(life.says("Ready")).isEqualTo("False DatabaseUnreachable");
    assertThat(life.says("DatabaseReady")).isEqualTo("False DatabaseUnreachable");
    assertThat(life.says("PublicationReady")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.says("Streaming")).isEqualTo("False DatabaseUnreachable");
    assertThat(life.says("Reconciling")).isEqualTo("True DatabaseUnreachable");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
    assertThat(life.status().source()).isNull();
  }

  @Test
  void openTransactionsAreWaitedForWhileTheSlotIsMade() {
    var life = new Life().sees(s -> s.slot(Reason.WaitingForTransactions));

    assertThat(life.says("Ready")).isEqualTo("False WaitingForTransactions");
    assertThat(life.says("DatabaseReady")).isEqualTo("True Reachable");
    assertThat(life.says("PublicationReady")).isEqualTo("True AsAskedFor");
    assertThat(life.says("SlotHealthy")).isEqualTo("False WaitingForTransactions");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
    assertThat(life.status().source()).isNull();
  }

  @Test
  void theBindingIsMadeWhenTheSourceIsInOrderThoughThePodStillStarts() {
    var life = new Life().sees(s -> s.sourceInOrder().pod(false));

    assertThat(life.says("Ready")).isEqualTo("False WorkerStarting");
    assertThat(life.says("SlotHealthy")).isEqualTo("True Healthy");
    assertThat(life.says("StreamReady")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.status().source().systemIdentifier()).isEqualTo(Seeing.SYSTEM);
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
  }

  @Test
  void aStreamingWorkerMakesItReady() {
    var life = Life.streaming();

    assertThat(life.says("Ready")).isEqualTo("True Streaming");
    assertThat(life.says("Streaming")).isEqualTo("True Streaming");
    assertThat(life.says("StreamReady")).isEqualTo("True TakesEvents");
    assertThat(life.says("Reconciling")).isEqualTo(ABSENT);
    assertThat(life.says("Stalled")).isEqualTo(ABSENT);
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Current);
    assertThat(life.lookAgain()).isEmpty();
  }

  @Test
  void aReconnectOfThirtySecondsShowsInStreamingAlone() {
    var life =
        Life.streaming()
            .sees(s -> s.worker(Phase.WAITING, Reason.NatsUnreachable, 1))
            .after(Duration.ofSeconds(30));

    assertThat(life.says("Streaming")).isEqualTo("False NatsUnreachable");
    assertThat(life.says("StreamReady")).isEqualTo("False NatsUnreachable");
    assertThat(life.says("Ready")).isEqualTo("True Streaming");
    assertThat(life.says("Reconciling")).isEqualTo(ABSENT);
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Current);
    assertThat(life.lookAgain()).contains(Duration.ofSeconds(30));

    life.sees(s -> s.streaming(1));
    assertThat(life.says("Streaming")).isEqualTo("True Streaming");
    assertThat(life.lookAgain()).isEmpty();
  }

  @Test
  void aReconnectOfMoreThanAMinuteIsAnOutage() {
    var life =
        Life.streaming()
            .sees(s -> s.worker(Phase.WAITING, Reason.DatabaseUnreachable, 1))
            .after(Duration.ofSeconds(30), s -> s.database(Reason.DatabaseUnreachable))
            .after(Duration.ofSeconds(31));

    assertThat(life.says("Ready")).isEqualTo("False DatabaseUnreachable");
    assertThat(life.says("Reconciling")).isEqualTo("True DatabaseUnreachable");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);

    life.sees(s -> s.sourceInOrder().streaming(1));
    assertThat(life.says("Ready")).isEqualTo("True Streaming");
  }

  @Test
  void aPodThatIsReplacedHasAMinuteToComeBack() {
    var life = Life.streaming().sees(Seeing::noPod);

    assertThat(life.says("Streaming")).isEqualTo("False WorkerStarting");
    assertThat(life.ready()).isTrue();
    life.after(Duration.ofSeconds(20), s -> s.pod(false).worker(Phase.STARTING, null, 0));
    assertThat(life.ready()).isTrue();
    assertThat(life.after(Duration.ofSeconds(41)).says("Ready")).isEqualTo("False WorkerStarting");
  }

  @Test
  void failedPollsAloneChangeNothing() {
    var life = Life.streaming();
    var before = life.status();

    life.sees(Seeing::silent).after(Duration.ofMinutes(10));

    assertThat(life.status()).isEqualTo(before);
  }

  @Test
  void aDatabaseThatOnlyTheOperatorCannotReachLeavesItReady() {
    var life =
        Life.streaming()
            .sees(s -> s.database(Reason.DatabaseUnreachable))
            .after(Duration.ofMinutes(10));

    assertThat(life.says("DatabaseReady")).isEqualTo("False DatabaseUnreachable");
    assertThat(life.says("PublicationReady")).isEqualTo("True AsAskedFor");
    assertThat(life.says("SlotHealthy")).isEqualTo("True Healthy");
    assertThat(life.says("Ready")).isEqualTo("True Streaming");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Current);
  }

  @Test
  void aHaltShowsAtOnceAndSaysHowToAcceptIt() {
    var life =
        Life.streaming().sees(s -> s.ended(Reason.SlotAdvanced, "a1b2c3", "2026-01-02T04:04:05Z"));

    assertThat(life.says("Ready")).isEqualTo("False SlotAdvanced");
    assertThat(life.says("Streaming")).isEqualTo("False SlotAdvanced");
    assertThat(life.says("Stalled")).isEqualTo("True SlotAdvanced");
    assertThat(life.status().halt().id()).isEqualTo("a1b2c3");
    assertThat(life.status().halt().reason()).isEqualTo("SlotAdvanced");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void aHaltThatTheWorkerItselfTellsOfShowsBeforeItsPodHasEnded() {
    var life = Life.streaming().sees(s -> s.worker(Phase.HALTED, Reason.StreamMissing, 1));

    assertThat(life.says("Ready")).isEqualTo("False StreamMissing");
    assertThat(life.says("StreamReady")).isEqualTo("False StreamMissing");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void aHaltThatIsFoundAgainByEachRestartOfItsContainerIsTheSame() {
    var life =
        Life.streaming().sees(s -> s.ended(Reason.SlotAdvanced, "a1b2c3", "2026-01-02T04:04:05Z"));
    int writes = life.writes();

    life.after(
        Duration.ofMinutes(5), s -> s.ended(Reason.SlotAdvanced, "a1b2c3", "2026-01-02T04:09:05Z"));

    assertThat(life.writes()).isEqualTo(writes);
  }

  @Test
  void anAcceptedHaltIsUnderWayAndGoneWhenEventsFlow() {
    var life =
        Life.streaming()
            .sees(s -> s.ended(Reason.SlotAdvanced, "a1b2c3", "2026-01-02T04:04:05Z"))
            .sees(s -> s.pod(false));

    assertThat(life.says("Ready")).isEqualTo("False WorkerStarting");
    assertThat(life.says("Stalled")).isEqualTo(ABSENT);
    assertThat(life.status().halt().id()).isEqualTo("a1b2c3");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);

    life.sees(s -> s.streaming(1));
    assertThat(life.status().halt()).isNull();
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Current);
  }

  @Test
  void suspendedIsReachedWhenThePodIsGone() {
    var life = Life.streaming().sees(s -> s.generation(2).suspended(true).stopping());

    assertThat(life.says("Ready")).isEqualTo("False Suspending");
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.InProgress);

    life.sees(Seeing::noPod);
    assertThat(life.says("Ready")).isEqualTo("True Suspended");
    assertThat(life.says("Streaming")).isEqualTo("False Suspended");
    assertThat(life.says("StreamReady")).isEqualTo("True TakesEvents");
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.Current);
  }

  @Test
  void aResumedStreamIsUnderWayUntilItsWorkerStreams() {
    var life =
        Life.streaming()
            .sees(s -> s.generation(2).suspended(true).noPod())
            .sees(s -> s.generation(3).suspended(false));

    assertThat(life.ready()).isFalse();
    assertThat(life.kstatus(3)).isEqualTo(Kstatus.InProgress);
    assertThat(life.sees(s -> s.sourceInOrder().streaming(3)).kstatus(3))
        .isEqualTo(Kstatus.Current);
  }

  @Test
  void aSlotThatIsLostWhileSuspendedNeedsAPerson() {
    var life =
        Life.streaming().sees(s -> s.generation(2).suspended(true).noPod().slot(Reason.SlotLost));

    assertThat(life.says("Ready")).isEqualTo("False SlotLost");
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void aDatabaseThatIsAwayWhileSuspendedIsNoConcern() {
    var life =
        Life.streaming()
            .sees(
                s -> s.generation(2).suspended(true).noPod().database(Reason.DatabaseUnreachable));

    assertThat(life.says("Ready")).isEqualTo("True Suspended");
    assertThat(life.says("DatabaseReady")).isEqualTo("False DatabaseUnreachable");
  }

  @Test
  void aChangeIsUnderWayUntilTheWorkerWorksByIt() {
    var life = Life.streaming().sees(s -> s.generation(2));

    assertThat(life.says("Ready")).isEqualTo("False ApplyingChange");
    assertThat(life.says("Streaming")).isEqualTo("True Streaming");
    assertThat(life.says("Reconciling")).isEqualTo("True ApplyingChange");
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.InProgress);

    life.sees(s -> s.sourceInOrder().streaming(2));
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.Current);
    assertThat(life.condition("DatabaseReady").observedGeneration()).isEqualTo(2);
  }

  @Test
  void aDatabaseConditionTellsOfTheGenerationThatItWasLookedAtWith() {
    var life = Life.streaming().sees(s -> s.generation(2));

    assertThat(life.condition("DatabaseReady").observedGeneration()).isEqualTo(1);
    assertThat(life.condition("Ready").observedGeneration()).isEqualTo(2);
  }

  @Test
  void settingsThatTheWorkerCannotUseNeedAPerson() {
    var life =
        Life.streaming()
            .sees(s -> s.generation(2).sourceInOrder().streaming(1).broken("filter: write a.b"));

    assertThat(life.says("Ready")).isEqualTo("False InvalidSpec");
    assertThat(life.condition("Ready").message()).endsWith(": filter: write a.b");
    assertThat(life.says("Streaming")).isEqualTo("True Streaming");
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void anInvalidResourceNeedsAPersonWhileItsWorkerGoesOn() {
    var life = Life.streaming().sees(s -> s.generation(2).refused(Reason.InvalidSpec));

    assertThat(life.says("Ready")).isEqualTo("False InvalidSpec");
    assertThat(life.says("Stalled")).isEqualTo("True InvalidSpec");
    assertThat(life.says("Streaming")).isEqualTo("True Streaming");
    assertThat(life.status().observedGeneration()).isEqualTo(2);
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void anImageThatCannotBePulledIsSaidWithTheKubeletsWords() {
    var life = new Life().sees(s -> s.sourceInOrder().stuck("ImagePullBackOff: not found"));

    assertThat(life.says("Ready")).isEqualTo("False WorkerNotStarting");
    assertThat(life.condition("Ready").message()).contains("ImagePullBackOff: not found");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
  }

  @Test
  void aCrashHasAMinuteToHeal() {
    var life = Life.streaming().sees(s -> s.ended(Reason.WorkerCrashed, null, "t"));

    assertThat(life.says("Streaming")).isEqualTo("False WorkerCrashed");
    assertThat(life.ready()).isTrue();
    assertThat(life.after(Duration.ofSeconds(61)).says("Ready")).isEqualTo("False WorkerCrashed");
    assertThat(life.says("Stalled")).isEqualTo(ABSENT);
  }

  @Test
  void aReadyPodThatNeverAnswersIsNamed() {
    var life = new Life().sees(s -> s.sourceInOrder().pod(true));

    assertThat(life.says("Ready")).isEqualTo("False ApplyingChange");
    assertThat(life.says("StreamReady")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.lookAgain()).contains(Duration.ofMinutes(1));
    assertThat(life.after(Duration.ofSeconds(61)).says("Ready"))
        .isEqualTo("False WorkerUnreachable");
  }

  @Test
  void aNewOperatorThatHasSeenNothingChangesNothing() {
    for (Life life :
        new Life[] {
          Life.streaming(),
          Life.streaming().sees(s -> s.ended(Reason.SlotAdvanced, "a1", "t")),
          Life.streaming().sees(s -> s.generation(2).suspended(true).noPod()),
          new Life().sees(s -> s.publication(Reason.TableMissing)),
        }) {
      var before = life.status();
      assertThat(life.restartsItsOperator().status()).isEqualTo(before);
    }
  }

  @Test
  void aNewOperatorDoesNotCallAChangeReadyThatItHasNotSeenApplied() {
    var life = Life.streaming().sees(s -> s.generation(2));
    life.restartsItsOperator();

    assertThat(life.kstatus(2)).isEqualTo(Kstatus.InProgress);
  }

  @Test
  void aRefusedPasswordWhileTheWorkerStreamsMayBeARotation() {
    var life = Life.streaming().sees(s -> s.database(Reason.AuthenticationFailed));

    assertThat(life.says("DatabaseReady")).isEqualTo("False AuthenticationFailed");
    assertThat(life.ready()).isTrue();
    assertThat(life.lookAgain()).contains(Duration.ofMinutes(1));
    assertThat(life.after(Duration.ofSeconds(61)).says("Stalled"))
        .isEqualTo("True AuthenticationFailed");
  }

  @Test
  void anotherServerBehindTheSameNameShowsAtOnceAndTheBindingStays() {
    var life =
        Life.streaming()
            .sees(
                s -> s.database(Reason.SystemChanged).server(Seeing.server("7399999999999999999")));

    assertThat(life.says("DatabaseReady")).isEqualTo("False SystemChanged");
    assertThat(life.says("Ready")).isEqualTo("False SystemChanged");
    assertThat(life.status().source().systemIdentifier()).isEqualTo(Seeing.SYSTEM);
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void aRiskyVersionIsAWarning() {
    var life =
        Life.streaming()
            .sees(
                s ->
                    s.source(
                        new Aspect.Bad(Seeing.failure(Reason.ServerVersionRisky)),
                        new Aspect.Good("publication"),
                        new Aspect.Good("slot")));

    assertThat(life.says("DatabaseReady")).isEqualTo("True ServerVersionRisky");
    assertThat(life.says("Ready")).isEqualTo("True Streaming");
  }
}
