package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.WorkerReport.Gap;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoriesTest {

  @Test
  void whatWasDoneIsTold() {
    assertThat(
            Stories.of(
                List.of(
                    new Deed(Deed.Kind.PublicationCreated, "publication 'pub' for 2 tables"),
                    new Deed(Deed.Kind.SlotCreated, "slot 'slot' at 0/2"))))
        .containsExactly(
            new Story(Story.Type.Normal, "PublicationCreated", "publication 'pub' for 2 tables"),
            new Story(Story.Type.Normal, "SlotCreated", "slot 'slot' at 0/2"));
  }

  @Test
  void aFailureIsToldOnceWithItsRemedy() {
    var life = new Life().sees(s -> s.database(Reason.DatabaseUnreachable));

    assertThat(life.stories())
        .containsExactly(
            new Story(
                Story.Type.Warning, "DatabaseUnreachable", "found DatabaseUnreachable: mend it"));
    assertThat(life.after(Duration.ofMinutes(1)).stories()).isEmpty();
  }

  @Test
  void beingUnderWayIsNoStory() {
    assertThat(new Life().sees(s -> s).stories()).isEmpty();
    assertThat(new Life().sees(s -> s.sourceInOrder().pod(false)).stories()).isEmpty();
  }

  @Test
  void theFirstEventsAndTheirReturnAreTold() {
    var life = new Life().sees(s -> s.sourceInOrder().streaming(1));
    assertThat(life.storyReasons()).containsExactly("Streaming");

    life.sees(s -> s.worker(Phase.WAITING, Reason.NatsUnreachable, 1));
    assertThat(life.stories()).as("a reconnect").isEmpty();
    life.after(Duration.ofSeconds(61));
    assertThat(life.storyReasons()).containsExactly("NatsUnreachable");
    life.sees(s -> s.streaming(1));
    assertThat(life.storyReasons()).containsExactly("Streaming");
  }

  @Test
  void suspendingIsToldWhenItIsReached() {
    var life = Life.streaming().sees(s -> s.generation(2).suspended(true).stopping());
    assertThat(life.stories()).isEmpty();
    assertThat(life.sees(Seeing::noPod).storyReasons()).containsExactly("Suspended");
  }

  @Test
  void aChangeIsToldWhenItIsInForce() {
    var life = Life.streaming().sees(s -> s.generation(2));
    assertThat(life.stories()).isEmpty();

    life.sees(s -> s.sourceInOrder().streaming(2));
    assertThat(life.storyReasons()).containsExactly("FilterApplied", "Streaming");
  }

  @Test
  void aHaltIsToldWithWhatAcceptsIt() {
    var life = Life.streaming().sees(s -> s.ended(Reason.SlotAdvanced, "a1b2", "t"));

    assertThat(life.storyReasons()).containsExactly("Halted", "SlotAdvanced");
    assertThat(life.stories().getFirst().type()).isEqualTo(Story.Type.Warning);
    assertThat(life.stories().getFirst().note()).contains("pgwalstreams.io/accept: a1b2");
  }

  @Test
  void anAcceptedGapIsTold() {
    var life =
        Life.streaming()
            .sees(s -> s.ended(Reason.SlotAdvanced, "a1b2", "t"))
            .sees(s -> s.pod(false))
            .sees(s -> s.streaming(1).gap(new Gap("0/1", "0/9", "t", "SlotAdvanced")));

    assertThat(life.storyReasons()).containsExactly("GapAccepted", "Streaming");
    assertThat(life.stories().getFirst().note()).contains("0/1", "0/9", "SlotAdvanced");
  }

  @Test
  void anInvalidatedSlotIsTold() {
    var life =
        Life.streaming().sees(s -> s.slot(Reason.SlotLost).row(Seeing.row(0, 0, "lost", null)));

    assertThat(life.storyReasons()).containsExactly("SlotInvalidated", "SlotLost");
  }

  @Test
  void aWarningIsToldThoughNothingStandsStill() {
    var life = Life.streaming().sees(s -> s.row(Seeing.row(2L << 30, 0)));

    assertThat(life.storyReasons()).containsExactly("SlotAtRisk");
    assertThat(life.after(Duration.ofMinutes(2)).stories()).isEmpty();
  }

  @Test
  void aNewOperatorTellsNothingAgain() {
    var life = Life.streaming().restartsItsOperator();
    assertThat(life.stories()).isEmpty();
    assertThat(life.sees(s -> s).stories()).isEmpty();
  }
}
