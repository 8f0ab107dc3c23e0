package io.pgwalstreams.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import org.junit.jupiter.api.Test;

class TerminationMessageTest {
  private static TerminationMessage parse(String text) {
    return TerminationMessage.of(text).orElseThrow();
  }

  private static void roundTrips(Failure why) {
    assertThat(parse(why.reason() + ": " + why.sentence() + "\n").why()).isEqualTo(why);
  }

  @Test
  void messageAndRemedyAreToldApart() {
    roundTrips(
        Reason.WalLevelInsufficient.because(
            "wal_level is 'replica'", "set wal_level = logical and restart PostgreSQL"));
  }

  @Test
  void colonsInTheMessageStayThere() {
    roundTrips(
        Reason.AuthenticationFailed.because(
            "connecting to app at postgres:5432 failed: FATAL: password authentication failed",
            "correct user and password in Secret 'shop-replication'"));
  }

  @Test
  void colonsInTheRemedyStayThere() {
    roundTrips(
        Reason.PublicationMissing.because(
            "publication 'app' does not exist",
            "create it, or let this program do so: publication.managed"));
    roundTrips(
        Reason.SlotInUse.because(
            "slot 'shop' is read by pid 12",
            "wait until it ends, or end it: select pg_terminate_backend(12)"));
  }

  @Test
  void aMessageOfSeveralLinesStaysWhole() {
    roundTrips(
        Reason.InvalidSpec.because(
            "the document is invalid:\n* spec.database.host: Required value",
            "correct it; nothing was changed"));
  }

  @Test
  void anAcceptableHaltIsNamed() {
    String remedy =
        "restore the slot; accept it once by --accept 3f9a0c61b2de or the annotation"
            + " pgwalstreams.io/accept: 3f9a0c61b2de";
    TerminationMessage parsed = parse("SlotLost: slot 'shop' is gone: " + remedy);
    assertThat(parsed.haltId()).contains("3f9a0c61b2de");
    assertThat(parsed.why()).isEqualTo(Reason.SlotLost.because("slot 'shop' is gone", remedy));
  }

  @Test
  void whatHasNoKnownVerbIsSplitAtItsLastColon() {
    assertThat(parse("SlotLost: a: b: drink tea").why())
        .isEqualTo(Reason.SlotLost.because("a: b", "drink tea"));
  }

  @Test
  void anotherProgramsWordsAreNotTakenForTheWorkers() {
    assertThat(TerminationMessage.of("")).isEmpty();
    assertThat(TerminationMessage.of("exec: no such file: check it")).isEmpty();
    assertThat(TerminationMessage.of("Unheard: of this: write it")).isEmpty();
    assertThat(TerminationMessage.of("SlotLost: cut off in the mid")).isEmpty();
  }
}
