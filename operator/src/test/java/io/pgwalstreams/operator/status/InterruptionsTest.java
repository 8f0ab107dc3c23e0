package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import io.pgwalstreams.operator.observe.Workload.Idle;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What interrupts the flow of events, and for how long it may before somebody is told. */
class InterruptionsTest {
  private static final String ABSENT = "absent";

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
  void aPodWhoseNodeIsLostIsReadyForAMinute() {
    var life = Life.streaming();
    Instant lost = life.now();
    life.sees(s -> s.idle(Idle.Kind.NODE_SILENT, lost));

    assertThat(life.says("Streaming")).isEqualTo("False WorkerStarting");
    assertThat(life.ready()).isTrue();
    life.after(Duration.ofSeconds(61));
    assertThat(life.says("Streaming")).isEqualTo("False WorkerUnreachable");
    assertThat(life.says("Ready")).isEqualTo("False WorkerUnreachable");
    assertThat(life.condition("Ready").message())
        .isEqualTo(
            "pod 'shop-worker-1' counts as not ready since 2026-01-02T04:04:05Z: its node is silent:"
                + " look at its node; delete the pod by force if the node is lost");
  }

  @Test
  void aSilentWorkerWhoseSlotNobodyReadsFromDoesNotStream() {
    var life = Life.streaming().sees(s -> s.silent().unread());

    assertThat(life.says("Streaming")).isEqualTo("False WorkerUnreachable");
    assertThat(life.ready()).isTrue();
    life.after(Duration.ofSeconds(61));
    assertThat(life.says("Ready")).isEqualTo("False WorkerUnreachable");
    assertThat(life.condition("Ready").message()).contains("'shop-worker-1'", "slot 'slot'");

    life.sees(s -> s.database(Reason.DatabaseUnreachable).unread());
    assertThat(life.says("Streaming")).as("what was seen once says nothing now").startsWith("True");
  }

  @Test
  void aPodThatDoesNotGoIsNamedWhileTheNextOneWaitsForIt() {
    var life = new Life().sees(s -> s.sourceInOrder().pod(false));
    Instant due = life.now();
    life.sees(s -> s.idle(Idle.Kind.ENDING, due));

    assertThat(life.says("Ready")).isEqualTo("False WorkerStarting");
    life.after(Duration.ofSeconds(61));
    assertThat(life.says("Ready")).isEqualTo("False WorkerUnreachable");
    assertThat(life.says("Reconciling")).isEqualTo("True WorkerUnreachable");
    assertThat(life.condition("Ready").message())
        .contains("'shop-worker-1'", due.toString(), "kubectl delete pod shop-worker-1 --force");
  }

  @Test
  void aPodThatDoesNotGoIsNamedWhileASuspensionWaitsForIt() {
    var life = Life.streaming();
    Instant due = life.now();
    life.sees(s -> s.suspended(true).stopping().idle(Idle.Kind.ENDING, due));

    assertThat(life.says("Ready")).isEqualTo("False Suspending");
    life.after(Duration.ofSeconds(61));
    assertThat(life.says("Ready")).isEqualTo("False WorkerUnreachable");
  }

  @Test
  void aPodThatIsNeverReadyIsNamedWhenNothingElseIsKnownOfIt() {
    var life = new Life();
    Instant begun = life.now();
    life.sees(s -> s.sourceInOrder().pod(false).idle(Idle.Kind.STARTING, begun));

    life.after(Duration.ofMinutes(4));
    assertThat(life.says("Ready")).isEqualTo("False WorkerStarting");
    life.after(Duration.ofSeconds(61));
    assertThat(life.says("Ready")).isEqualTo("False WorkerUnreachable");
    assertThat(life.condition("Ready").message()).contains("kubectl describe pod shop-worker-1");

    life.sees(s -> s.worker(Phase.WAITING, Reason.NatsUnreachable, 0));
    assertThat(life.says("Ready")).as("the worker knows more").isEqualTo("False NatsUnreachable");
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
  void aCrashHasAMinuteToHeal() {
    var life = Life.streaming().sees(s -> s.ended(Reason.WorkerCrashed, null, "t"));

    assertThat(life.says("Streaming")).isEqualTo("False WorkerCrashed");
    assertThat(life.ready()).isTrue();
    assertThat(life.after(Duration.ofSeconds(61)).says("Ready")).isEqualTo("False WorkerCrashed");
    assertThat(life.says("Stalled")).isEqualTo(ABSENT);
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
  void aStandbyThatAnswersForAMomentIsAFailover() {
    var life =
        Life.streaming()
            .sees(s -> s.worker(Phase.WAITING, Reason.DatabaseUnreachable, 1))
            .after(Duration.ofSeconds(10), s -> s.database(Reason.DatabaseUnreachable))
            .after(Duration.ofSeconds(10), s -> s.database(Reason.ServerIsStandby));

    assertThat(life.says("DatabaseReady")).isEqualTo("False ServerIsStandby");
    assertThat(life.ready()).isTrue();
    assertThat(life.lookAgain()).contains(Duration.ofSeconds(40));
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Current);

    life.after(Duration.ofSeconds(20), s -> s.sourceInOrder().streaming(1));
    assertThat(life.says("DatabaseReady")).isEqualTo("True Reachable");
  }

  @Test
  void aStandbyThatGoesOnAnsweringNeedsAPerson() {
    var life =
        Life.streaming()
            .sees(s -> s.worker(Phase.WAITING, Reason.DatabaseUnreachable, 1))
            .after(Duration.ofSeconds(10), s -> s.database(Reason.ServerIsStandby))
            .after(Duration.ofSeconds(51));

    assertThat(life.says("Stalled")).isEqualTo("True ServerIsStandby");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void aCrashThatComesAgainAndAgainIsSaidInItsOwnWordsAndNeverStalls() {
    var life = Life.streaming().sees(s -> s.ended(Reason.WorkerCrashed, null, "t1"));
    life.after(Duration.ofSeconds(30), s -> s.pod(false).worker(Phase.STARTING, null, 0));
    life.after(Duration.ofSeconds(31), s -> s.ended(Reason.WorkerCrashed, null, "t2"));

    assertThat(life.says("Ready")).isEqualTo("False WorkerCrashed");
    assertThat(life.condition("Ready").message()).isEqualTo("found WorkerCrashed: mend it");
    assertThat(life.status().halt()).isNull();
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.InProgress);
  }
}
