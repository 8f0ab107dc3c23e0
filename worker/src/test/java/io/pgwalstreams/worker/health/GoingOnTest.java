package io.pgwalstreams.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pipeline.PipelineListener.Start;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GoingOnTest {
  private final Status waiting =
      Status.of("shop/users", "1", new Status.Target("pg", "s", "db", "ExactlyOnce"), "hash");

  private final Status begun =
      waiting.starting(
          "R2", "there", new Start("7", 1, Lsn.parse("0/20"), 5, 1, "m", false, true, true));

  @Test
  void namesSlotAndStreamWhereNothingWasDecidedYet() {
    assertThat(GoingOn.sentence(waiting, Duration.ofSeconds(12)))
        .isEqualTo("going on after 12 s, with the start from slot 's' to stream 'db'");
  }

  @Test
  void saysWhereTheSessionBeganWhereNothingWasAcknowledgedSince() {
    String begins = "from slot 's' at LSN 0/20 to stream 'db' behind sequence 5";
    assertThat(GoingOn.sentence(begun, Duration.ofMillis(250)))
        .isEqualTo("going on after 250 ms, " + begins);
    assertThat(GoingOn.sentence(begun.confirmed("0/30", "0/20"), Duration.ofMinutes(5)))
        .isEqualTo("going on after 300 s, " + begins);
  }

  @Test
  void saysBehindWhichChangeWhereEventsAreAcknowledged() {
    assertThat(GoingOn.sentence(begun.progress(3, 500, 7, "0/28/2"), Duration.ofSeconds(1)))
        .isEqualTo(
            "going on after 1 s, from slot 's' behind LSN 0/28/2 to stream 'db' behind sequence 7");
  }
}
