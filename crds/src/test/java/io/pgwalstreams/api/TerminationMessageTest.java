package io.pgwalstreams.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminationMessageTest {

  private static void roundTrips(Failure why, Optional<Halt> halt) {
    var message = new TerminationMessage(why, halt);
    assertThat(TerminationMessage.parse(message.text())).contains(message);
  }

  @Test
  void isReadAsItWasWritten() {
    roundTrips(
        Reason.AuthenticationFailed.because(
            "connecting to app at postgres:5432 failed: FATAL: password authentication failed",
            "correct it: user and password are in Secret 'shop-replication'"),
        Optional.empty());
  }

  @Test
  void aMessageOfSeveralLinesStaysWhole() {
    roundTrips(
        Reason.InvalidSpec.because(
            "the document is invalid:\n* spec.database.host: Required value",
            "correct it;\nnothing was changed"),
        Optional.empty());
  }

  @Test
  void tellsWhatAcceptsAHaltAndWhereTheStreamStands() {
    Failure why = Reason.SlotLost.because("slot 'shop' is gone", "restore it; or accept the gap");
    roundTrips(why, Optional.of(new Halt("3f9a0c61b2de", Optional.empty())));
    roundTrips(why, Optional.of(new Halt("3f9a0c61b2de", Optional.of("16/B374D848/3"))));
  }

  @Test
  void readsWellInDescribe() {
    var message =
        new TerminationMessage(
            Reason.SlotLost.because("slot 'shop' is gone", "restore it"),
            Optional.of(new Halt("3f9a", Optional.of("16/B374D848/3"))));
    assertThat(message.text())
        .isEqualTo(
            """
            SlotLost: slot 'shop' is gone
            Remedy: restore it
            Halt: 3f9a
            Position: 16/B374D848/3
            """);
  }

  @Test
  void isNeverLongerThanTheKubeletKeeps() {
    var message =
        new TerminationMessage(
            Reason.InvalidSpec.because("ä".repeat(5000), "ß€".repeat(5000)),
            Optional.of(new Halt("3f9a", Optional.of("FFFFFFFF/FFFFFFFF/999999999999999999"))));
    assertThat(message.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
    assertThat(TerminationMessage.parse(message.text()).orElseThrow().halt())
        .isEqualTo(message.halt());
  }

  @Test
  void anotherProgramsWordsAreNotTakenForTheWorkers() {
    assertThat(TerminationMessage.parse("")).isEmpty();
    assertThat(TerminationMessage.parse("exec: no such file: check it")).isEmpty();
    assertThat(TerminationMessage.parse("Unheard: of this\nRemedy: write it")).isEmpty();
    assertThat(TerminationMessage.parse("SlotLost: cut off in the mid")).isEmpty();
  }
}
