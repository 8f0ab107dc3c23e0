package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.operator.observe.Aspect;
import io.pgwalstreams.operator.observe.Observation;
import io.pgwalstreams.operator.observe.WorkerReport.Gap;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the status tells beside its conditions. */
class PartsTest {
  private static final long GI = 1L << 30;
  private static final Observation.Names NAMES =
      new Observation.Names("pub", true, "slot", true, "db", "");

  @Test
  void tellsOfTheWholeContract() {
    var life = Life.streaming().sees(s -> s.row(Seeing.row(GI * 13 / 10, 0)).published("1/0"));

    assertThat(life.status().source())
        .isEqualTo(new WalStreamStatus.Source(Seeing.SYSTEM, 1, "17.6", "app"));
    assertThat(life.status().publication())
        .isEqualTo(new WalStreamStatus.Publication("pub", true, 2));
    assertThat(life.status().slot())
        .isEqualTo(new WalStreamStatus.Slot("slot", true, "reserved", true, false, "1.3Gi", "0"));
    assertThat(life.status().stream())
        .isEqualTo(new WalStreamStatus.Stream("db", "2026-01-01T00:00:00Z", "file", 3));
    assertThat(life.status().worker())
        .isEqualTo(new WalStreamStatus.Worker(1L, "hash1", "1.0", "ExactlyOnce", 0));
    assertThat(life.status().halt()).isNull();
    assertThat(life.status().gaps()).isNull();
  }

  @Test
  void claimsNothingOfWhatIsAnothers() {
    var life = new Life().sees(s -> s.publication(Reason.ClaimedByAnother));

    assertThat(life.status().publication()).isNull();
    assertThat(life.status().slot()).isNull();
    assertThat(life.status().source()).isNull();
  }

  @Test
  void keepsTheIntentUntilWhatIsMeantIsThere() {
    var life =
        new Life()
            .sees(s -> s.slot(Reason.WaitingForTransactions))
            .intends(s -> Intent.slot(Intent.publication(s, NAMES), NAMES))
            .sees(s -> s.database(Reason.DatabaseUnreachable));

    assertThat(life.status().publication().managed()).isTrue();
    assertThat(life.status().publication().name()).isEqualTo("pub");
    assertThat(life.status().slot().name()).isEqualTo("slot");
    assertThat(life.status().slot().managed()).isTrue();
  }

  @Test
  void anIntentCanBeTheFirstThingWritten() {
    assertThat(Intent.publication(null, NAMES).publication().name()).isEqualTo("pub");
    assertThat(Intent.slot(null, NAMES).slot().name()).isEqualTo("slot");
  }

  @Test
  void followsAFailoverWithoutBindingAnew() {
    var life =
        Life.streaming()
            .sees(
                s ->
                    s.database(Reason.ServerIsStandby)
                        .server(
                            new io.pgwalstreams.operator.observe.SourceReport.Server(
                                Seeing.SYSTEM, 2, "17.7", "app")));

    assertThat(life.status().source())
        .isEqualTo(new WalStreamStatus.Source(Seeing.SYSTEM, 2, "17.7", "app"));
  }

  @Test
  void bindsToAnotherServerOnlyWhenItWasFoundInOrder() {
    var other = Seeing.server("7399999999999999999");
    var life = Life.streaming().sees(s -> s.database(Reason.SystemChanged).server(other));
    assertThat(life.status().source().systemIdentifier()).isEqualTo(Seeing.SYSTEM);

    life.sees(s -> s.sourceInOrder().server(other));
    assertThat(life.status().source().systemIdentifier()).isEqualTo(other.systemIdentifier());
    assertThat(life.storyReasons()).contains("DatabaseReplaced");
  }

  @Test
  void doesNotBindByALookAtAnEarlierGeneration() {
    var life = new Life().sees(s -> s.sourceInOrder().generation(2));
    assertThat(life.status().source()).isNull();
  }

  @Test
  void keepsTheLastFiveGapsOfAllWorkers() {
    var life = Life.streaming();
    for (int i = 0; i < 4; i++) {
      int n = i;
      life.sees(s -> s.gap(gap(n)));
    }
    life.sees(s -> s.gap(gap(3)).gap(gap(4)).gap(gap(5)));

    assertThat(life.status().gaps())
        .extracting(WalStreamStatus.Gap::from)
        .containsExactly("0/1", "0/2", "0/3", "0/4", "0/5");
  }

  @Test
  void ordersGapsByTimeAndNotByLetters() {
    var life =
        Life.streaming()
            .sees(
                s ->
                    s.gap(new Gap("0/1", "0/2", "2026-01-02T00:00:05Z", "SlotLost"))
                        .gap(new Gap("0/3", "0/4", "2026-01-02T00:00:05.5Z", "SlotLost")));

    assertThat(life.status().gaps())
        .extracting(WalStreamStatus.Gap::from)
        .containsExactly("0/1", "0/3");
  }

  @Test
  void aGapThatBeginsNobodyKnowsWhereHasNoBeginning() {
    var life =
        Life.streaming().sees(s -> s.gap(new Gap("", "0/9", "2026-01-02T00:00:05Z", "SlotLost")));
    int writes = life.writes();

    assertThat(life.status().gaps())
        .containsExactly(new WalStreamStatus.Gap(null, "0/9", "2026-01-02T00:00:05Z", "SlotLost"));
    assertThat(life.stories().getFirst().note()).contains("from an unknown position to 0/9");
    assertThat(life.after(Duration.ofMinutes(2)).writes()).isEqualTo(writes);
  }

  private static Gap gap(int n) {
    return new Gap("0/" + n, "1/" + n, "2026-01-02T00:00:0" + n + "Z", "SlotLost");
  }

  @Test
  void aWorkerThatStartsAgainStillWorksByItsGeneration() {
    var life = Life.streaming().sees(s -> s.pod(false).worker(Phase.STARTING, null, 0));

    assertThat(life.status().worker().appliedGeneration()).isEqualTo(1);
  }

  @Test
  void aSlotThatIsGoneHasNoNumbers() {
    var life = Life.streaming().sees(s -> s.slot(Reason.SlotMissing));

    assertThat(life.status().slot().name()).isEqualTo("slot");
    assertThat(life.status().slot().retainedWal()).isNull();
    assertThat(life.status().slot().walStatus()).isNull();
  }

  @Test
  void aSlotAboveItsLimitIsAtRiskUntilItIsWellBelow() {
    var life = Life.streaming().sees(s -> s.row(Seeing.row(GI + 1, 0)));
    assertThat(life.says("SlotHealthy")).isEqualTo("False SlotAtRisk");
    assertThat(life.says("Ready")).isEqualTo("True Streaming");
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Current);

    life.after(Duration.ofMinutes(1), s -> s.row(Seeing.row(GI - 1, 0)));
    assertThat(life.says("SlotHealthy")).isEqualTo("False SlotAtRisk");
    life.after(Duration.ofMinutes(1), s -> s.row(Seeing.row(GI / 2, 0)));
    assertThat(life.says("SlotHealthy")).isEqualTo("True Healthy");
  }

  @Test
  void aSlotNearTheServersLimitIsAtRisk() {
    var life = Life.streaming().sees(s -> s.row(Seeing.row(0, 0, "extended", 1L << 20)));

    assertThat(life.says("SlotHealthy")).isEqualTo("False SlotAtRisk");
    assertThat(life.condition("SlotHealthy").message()).contains("max_slot_wal_keep_size");
  }

  @Test
  void theWorkerIsTheSlotsSecondWitness() {
    var life = Life.streaming().sees(s -> s.worker(Phase.WAITING, Reason.SlotInUse, 1));

    assertThat(life.says("SlotHealthy")).isEqualTo("False SlotInUse");
    assertThat(life.ready()).isTrue();
  }

  @Test
  void whatWasFoundFirstOnTheWayIsReadysReason() {
    var life =
        Life.streaming()
            .sees(s -> s.ended(Reason.SlotAdvanced, "a1", "t").publication(Reason.TableMissing));
    assertThat(life.says("Ready")).isEqualTo("False TableMissing");

    life.sees(s -> s.refused(Reason.SecretMissing));
    assertThat(life.says("Ready")).isEqualTo("False SecretMissing");
  }

  @Test
  void whatNeedsAPersonStallsBehindWhatHealsByItself() {
    var life =
        Life.streaming()
            .sees(s -> s.ended(Reason.SlotAdvanced, "a1", "t"))
            .sees(s -> s.database(Reason.DatabaseUnreachable));

    assertThat(life.says("Ready")).isEqualTo("False DatabaseUnreachable");
    assertThat(life.says("Stalled")).isEqualTo("True SlotAdvanced");
    assertThat(life.says("Reconciling")).isEqualTo("absent");
  }

  @Test
  void namesThatCannotBeReadLeaveWhatIsKnown() {
    Observation o = new Seeing().sourceInOrder().streaming(1).done();
    var unread =
        new Observation(
            2,
            false,
            new Observation.Names("", false, "", false, "", ""),
            java.util.Optional.of(Seeing.failure(Reason.InvalidSpec)),
            o.source(),
            o.workload(),
            o.worker());
    var before = Life.streaming().status();

    var next = StatusBuilder.next(unread, before, Life.BIRTH, Life.BIRTH).status();

    assertThat(next.publication().name()).isEqualTo("pub");
    assertThat(next.slot().name()).isEqualTo("slot");
    assertThat(next.source()).isEqualTo(before.source());
  }

  @Test
  void anUnknownAspectBesideAWorkerThatIsAwayIsUnknown() {
    var life =
        Life.streaming()
            .sees(
                s ->
                    s.noPod()
                        .source(
                            new Aspect.Bad(Seeing.failure(Reason.DatabaseUnreachable)),
                            new Aspect.Unknown("not asked"),
                            new Aspect.Unknown("not asked")));

    assertThat(life.says("PublicationReady")).isEqualTo("Unknown NotCheckedYet");
    assertThat(life.status().slot().walStatus()).isEqualTo("reserved");
  }
}
