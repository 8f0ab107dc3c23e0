package io.pgwalstreams.operator.source;

import static io.pgwalstreams.operator.source.Situation.OURS;
import static io.pgwalstreams.operator.source.Situation.sound;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.SourceReport;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which answer belongs to which question. */
class LaneStateTest {
  private final MovableClock clock = new MovableClock();
  private final LaneState state = new LaneState(clock);

  private static Situation complete() {
    return new Situation().published(Optional.of(OURS)).slot(sound()).slotClaimedBy(OURS);
  }

  /** Asks, and looks as the lane does when it is to. */
  private Sources.Look asked(Situation situation) {
    if (state.begins(situation.task())) {
      state.next();
    }
    return state.answer(situation.task());
  }

  private Sources.Look looked(Situation situation) {
    asked(situation);
    state.looked(new Round.Result(situation.facts(), situation.plan()));
    state.next();
    return state.answer(situation.task());
  }

  @Test
  void beforeTheFirstStartAnotherTasksReportSaysNothing() {
    assertThat(looked(complete()).report().ready()).isTrue();
    Sources.Look other = asked(complete().slotSpec("managed: {name: another}"));
    assertThat(other.report().ready()).isFalse();
    assertThat(other.report().server()).isEmpty();
  }

  @Test
  void whoAcceptsAnotherServerIsAnsweredAfterAnotherLook() {
    looked(complete().bound("7001"));
    assertThat(asked(complete().bound("7001").rebind()).report().database().usable()).isFalse();
    assertThat(looked(complete().bound("7001").rebind()).report().ready()).isTrue();
  }

  @Test
  void whatIsKnownOfAWorkersDatabaseStandsWhileAChangeIsLookedAt() {
    looked(complete().bound("7001"));
    Sources.Look changed = asked(complete().bound("7001").slotSpec("managed: {failover: false}"));
    assertThat(changed.report().ready()).isTrue();
    assertThat(changed.report().generation()).isEqualTo(1);
  }

  @Test
  void theWishForAnIntentEndsWithItsTask() {
    assertThat(looked(new Situation()).wantsIntent()).isTrue();
    assertThat(asked(new Situation().intended()).wantsIntent()).isFalse();
    assertThat(asked(new Situation()).wantsIntent()).isTrue();
    state.failed(Reason.DatabaseUnreachable.because("a", "b"));
    assertThat(state.answer(new Situation().task()).wantsIntent()).isFalse();
  }

  @Test
  void aTableThatIsLockedIsNoFaultOfTheServer() {
    looked(complete());
    state.failed(Reason.LockTimeout.because("a", "b"));
    SourceReport report = state.answer(complete().task()).report();
    assertThat(report.database().usable()).isTrue();
    assertThat(report.publication().failure().orElseThrow().reason()).isEqualTo(Reason.LockTimeout);
    assertThat(report.slot().usable()).isTrue();
  }

  @Test
  void deedsAreToldOnce() {
    looked(complete());
    state.did(new Deed(Deed.Kind.SlotCreated, "slot 's' created"));
    assertThat(asked(complete()).deeds()).hasSize(1);
    assertThat(asked(complete()).deeds()).isEmpty();
  }

  @Test
  void looksAgainAfterAWhileAndSoonerWhileSomethingIsWrong() {
    looked(complete());
    clock.move(Duration.ofSeconds(29));
    assertThat(state.begins(complete().task())).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(state.begins(complete().task())).isTrue();
    state.next();
    state.failed(Reason.DatabaseUnreachable.because("a", "b"));
    state.next();
    clock.move(Duration.ofSeconds(10));
    assertThat(state.begins(complete().task())).isTrue();
  }

  @Test
  void nothingBeginsAndNothingIsNewsAfterTheStop() {
    looked(complete());
    state.stop();
    clock.move(Duration.ofMinutes(2));
    assertThat(state.begins(complete().task())).isFalse();
    assertThat(state.failed(Reason.DatabaseUnreachable.because("a", "b"))).isFalse();
  }
}
