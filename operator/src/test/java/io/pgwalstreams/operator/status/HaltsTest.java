package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Halt;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stands still until a person accepts it. */
class HaltsTest {
  private static final String ABSENT = "absent";

  static Halt halt(String id) {
    return new Halt(id, Optional.of("0/5000060/2"));
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
    assertThat(life.status().halt().position()).isEqualTo("0/5000060/2");
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
  void aHaltSaysWhatItsSlotKeepsMeanwhileAndWhatSuspendingAndDeletingDoToIt() {
    var life = Life.streaming().sees(s -> s.ended(Reason.StreamMissing, null, "t"));

    for (String type : List.of("Ready", "Stalled", "Streaming", "StreamReady")) {
      assertThat(life.condition(type).message())
          .startsWith("found StreamMissing: mend it. Meanwhile slot 'slot' keeps WAL, as much as")
          .contains("status.slot.retainedWal", "suspend: true", "keeps the slot", "deletionPolicy");
    }
    assertThat(life.status().slot().retainedWal()).isNotNull();
  }

  @Test
  void aSlotThatExistsByItselfIsNotSaidToGoWithTheWalStream() {
    var life = Life.streaming().sees(s -> s.existingSlot().ended(Reason.StreamMissing, null, "t"));

    assertThat(life.condition("Stalled").message())
        .endsWith("deleting the WalStream keeps it too, for it is an existing one");
  }

  @Test
  void aLostSlotKeepsNothing() {
    var life =
        Life.streaming()
            .sees(s -> s.row(Seeing.row(0, 0, "lost", null)).ended(Reason.SlotLost, "a1b2c3", "t"));

    assertThat(life.condition("Stalled").message()).isEqualTo("found SlotLost: mend it");
  }

  @Test
  void whileAHaltedWorkerIsStartedAgainAndAgainItIsToldOfOnce() {
    var life = Life.streaming().sees(s -> s.ended(Reason.StreamMissing, null, "t0"));
    assertThat(life.storyReasons()).containsExactly("StreamMissing");
    var stalled = life.condition("Stalled");

    for (int restart = 1; restart <= 50; restart++) {
      String ended = "t" + restart;
      life.after(
          Duration.ofMinutes(5),
          s -> s.ended(Reason.StreamMissing, null, ended).worker(Phase.STARTING, null, 0));
      assertThat(life.storyReasons()).isEmpty();
      life.sees(s -> s.ended(Reason.StreamMissing, null, ended));
      assertThat(life.storyReasons()).isEmpty();
      assertThat(life.condition("Stalled")).isEqualTo(stalled);
    }
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
  void anotherHaltBehindAnAcceptedOneHasItsOwnId() {
    var life =
        Life.streaming()
            .sees(s -> s.ended(Reason.SlotAdvanced, "a1b2c3", "2026-01-02T04:04:05Z"))
            .sees(s -> s.pod(false))
            .sees(s -> s.ended(Reason.StreamRecreated, "d4e5f6", "2026-01-02T04:05:05Z"));

    assertThat(life.status().halt().id()).isEqualTo("d4e5f6");
    assertThat(life.status().halt().reason()).isEqualTo("StreamRecreated");
    assertThat(life.says("Stalled")).isEqualTo("True StreamRecreated");
  }

  @Test
  void anEndThatNothingCanAcceptStallsWithoutAnId() {
    var life = Life.streaming().sees(s -> s.ended(Reason.NatsAuthenticationFailed, null, "t"));

    assertThat(life.says("Stalled")).isEqualTo("True NatsAuthenticationFailed");
    assertThat(life.status().halt()).isNull();
    assertThat(life.kstatus(1)).isEqualTo(Kstatus.Failed);
  }

  @Test
  void suspendingAHaltedStreamEndsTheWaitAndKeepsTheHalt() {
    var life =
        Life.streaming()
            .sees(s -> s.ended(Reason.SlotAdvanced, "a1b2c3", "t"))
            .sees(s -> s.generation(2).suspended(true).noPod());

    assertThat(life.says("Ready")).isEqualTo("True Suspended");
    assertThat(life.status().halt().id()).isEqualTo("a1b2c3");
    assertThat(life.kstatus(2)).isEqualTo(Kstatus.Current);
  }
}
