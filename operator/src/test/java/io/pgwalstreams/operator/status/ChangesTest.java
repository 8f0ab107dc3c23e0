package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import org.junit.jupiter.api.Test;

/** What somebody changes in the resource, until it is in force. */
class ChangesTest {
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
  void aNewOperatorDoesNotCallAChangeReadyThatItHasNotSeenApplied() {
    var life = Life.streaming().sees(s -> s.generation(2));
    life.restartsItsOperator();

    assertThat(life.kstatus(2)).isEqualTo(Kstatus.InProgress);
  }

  @Test
  void aChangeThatTheDatabaseWasNotAskedForIsNotReadyThoughItsWorkerWorksByIt() {
    var life = Life.streaming().sees(s -> s.generation(2).notLooked().streaming(2));

    assertThat(life.says("Ready")).isEqualTo("False ApplyingChange");
    assertThat(life.condition("PublicationReady").observedGeneration()).isEqualTo(1);
    assertThat(life.sees(Seeing::sourceInOrder).kstatus(2)).isEqualTo(Kstatus.Current);

    life.sees(s -> s.notLooked().silent());
    assertThat(life.ready()).as("it was checked for this generation").isTrue();
  }

  @Test
  void aChangeThatCouldNotBeCheckedSaysWhatKeptItFromThat() {
    var life =
        Life.streaming()
            .sees(s -> s.generation(2).database(Reason.DatabaseUnreachable).streaming(2));

    assertThat(life.says("Ready")).isEqualTo("False DatabaseUnreachable");
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.InProgress);
    assertThat(life.sees(Seeing::sourceInOrder).kstatus(2)).isEqualTo(Kstatus.Current);
  }
}
