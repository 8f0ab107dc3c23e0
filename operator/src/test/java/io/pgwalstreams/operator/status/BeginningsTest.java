package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Observation;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** From the resource as it was created to the first event, by conditions and by kstatus's rules. */
class BeginningsTest {
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
  void aPodThatIsForbiddenSaysWhatForbidsIt() {
    var life =
        new Life()
            .sees(
                s ->
                    s.sourceInOrder().neverMade("FailedCreate: pods is forbidden: exceeded quota"));

    assertThat(life.says("Ready")).isEqualTo("False WorkerNotStarting");
    assertThat(life.condition("Ready").message())
        .contains("cannot be made (FailedCreate: pods is forbidden: exceeded quota)", "quota")
        .doesNotContain("''", "kubectl describe");
    assertThat(life.storyReasons()).contains("WorkerNotStarting");
  }

  @Test
  void anImageThatCannotBePulledIsSaidWithTheKubeletsWords() {
    var life = new Life().sees(s -> s.sourceInOrder().stuck("ImagePullBackOff: not found"));

    assertThat(life.says("Ready")).isEqualTo("False WorkerNotStarting");
    assertThat(life.condition("Ready").message()).contains("ImagePullBackOff: not found");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
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

  @Test
  void anInvalidResourceNeedsAPersonFromTheBeginning() {
    var life = new Life().sees(s -> s.refused(Reason.InvalidSpec));

    assertThat(life.says("Ready")).isEqualTo("False InvalidSpec");
    assertThat(life.says("Streaming")).isEqualTo("False InvalidSpec");
    assertThat(life.says("DatabaseReady")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.status().observedGeneration()).isEqualTo(1);
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void anIntentAloneIsUnderWay() {
    var names = new Observation.Names("pub", true, "slot", true, "db", "");
    var life = new Life().intends(s -> Intent.slot(Intent.publication(s, names), names));
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);

    life.sees(s -> s.slot(Reason.WaitingForTransactions));
    assertThat(life.status().slot().managed()).isTrue();
    assertThat(life.status().source()).isNull();
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
  }
}
