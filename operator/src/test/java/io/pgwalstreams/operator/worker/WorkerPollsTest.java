package io.pgwalstreams.operator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Polls of a worker that answers what the test says, and of one that is stuck. */
@Timeout(60)
class WorkerPollsTest {
  private static final Key KEY = new Key("shop", "orders", "uid-1");
  private static final Optional<String> HERE = Optional.of("10.0.0.7");
  private static final Duration OFTEN = Duration.ofMillis(2);

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger news = new AtomicInteger();
  private volatile Optional<WorkerReport> answer = Optional.empty();
  private WorkerPolls polls;

  @AfterEach
  void stop() {
    polls.close();
  }

  private void polls(Function<String, Optional<WorkerReport>> ask) {
    polls =
        new WorkerPolls(
            address -> {
              asked.incrementAndGet();
              return ask.apply(address);
            },
            key -> news.incrementAndGet(),
            OFTEN);
  }

  private void pollsWhatIsSaid() {
    polls(address -> answer);
  }

  /** Until the worker was asked so often again, and what it said was taken in. */
  private void awaitPolls(int more) {
    int before = asked.get();
    await().until(() -> asked.get() > before + more);
  }

  private void awaitNewest(Optional<WorkerReport> report) {
    await().until(() -> polls.newest(KEY, HERE).equals(report));
  }

  @Test
  void anAnswerIsToldOnce() {
    answer = Optional.of(report(Phase.STREAMING, 1, "0/10"));
    pollsWhatIsSaid();

    awaitNewest(answer);
    awaitPolls(5);
    assertThat(news).hasValue(1);
  }

  @Test
  void anotherAnswerIsNews() {
    answer = Optional.of(report(Phase.STREAMING, 1, "0/10"));
    pollsWhatIsSaid();
    awaitNewest(answer);

    answer = Optional.of(report(Phase.STREAMING, 2, "0/10"));
    awaitNewest(answer);
    await().until(() -> news.get() == 2);
  }

  @Test
  void progressAloneIsKnownAndNoNews() {
    answer = Optional.of(report(Phase.STREAMING, 1, "0/10"));
    pollsWhatIsSaid();
    awaitNewest(answer);

    answer = Optional.of(report(Phase.STREAMING, 1, "0/20"));
    awaitNewest(answer);
    awaitPolls(3);
    assertThat(news).hasValue(1);
  }

  @Test
  void silenceFromTheBeginningIsNoNews() {
    pollsWhatIsSaid();
    assertThat(polls.newest(KEY, HERE)).isEmpty();

    awaitPolls(5);
    assertThat(news).hasValue(0);
  }

  @Test
  void silenceOfAWorkerThatStreamedIsNews() {
    answer = Optional.of(report(Phase.STREAMING, 1, "0/10"));
    pollsWhatIsSaid();
    awaitNewest(answer);

    answer = Optional.empty();
    awaitNewest(answer);
    await().until(() -> news.get() == 2);
  }

  @Test
  void aWorkerThatWaitedStillWaitsWhenTwoAnswersAreMissing() {
    var waiting = Optional.of(report(Phase.WAITING, 1, "0/10"));
    var missing = new AtomicInteger(2);
    answer = waiting;
    polls(address -> answer.isEmpty() && missing.getAndDecrement() <= 0 ? waiting : answer);
    awaitNewest(waiting);

    answer = Optional.empty();
    awaitPolls(8);
    assertThat(polls.newest(KEY, HERE)).isEqualTo(waiting);
    assertThat(news).hasValue(1);
  }

  @Test
  void aWorkerThatWaitedAndSaysNothingAnyMoreIsSilent() {
    answer = Optional.of(report(Phase.WAITING, 1, "0/10"));
    pollsWhatIsSaid();
    awaitNewest(answer);

    answer = Optional.empty();
    awaitNewest(answer);
    await().until(() -> news.get() == 2);
  }

  @Test
  void aWorkerIsNotAskedWhileItIsBeingAsked() throws InterruptedException {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var turns = new Semaphore(0);
    polls(
        address -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          turns.acquireUninterruptibly();
          inside.decrementAndGet();
          return answer;
        });
    for (int i = 0; i < 50; i++) {
      assertThat(polls.newest(KEY, HERE)).isEmpty();
    }
    await().until(() -> inside.get() == 1);

    turns.release(5);
    await().until(() -> asked.get() == 6);
    assertThat(most).hasValue(1);
    turns.release(Integer.MAX_VALUE / 2);
  }

  @Test
  void aWorkerThatIsStuckDelaysNoOther() {
    var never = new CountDownLatch(1);
    var other = new Key("shop", "users", "uid-2");
    answer = Optional.of(report(Phase.STREAMING, 1, "0/10"));
    polls(
        address -> {
          if (address.equals("10.0.0.7")) {
            awaitUninterruptibly(never);
          }
          return answer;
        });

    assertThat(polls.newest(KEY, HERE)).isEmpty();
    await().until(() -> polls.newest(other, Optional.of("10.0.0.8")).equals(answer));
    never.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aWorkerThatCouldNotBeAskedIsAskedAgain() {
    polls(
        address -> {
          if (asked.get() < 3) {
            throw new IllegalStateException("no");
          }
          return answer;
        });
    answer = Optional.of(report(Phase.STREAMING, 1, "0/10"));

    awaitNewest(answer);
  }

  @Test
  void whatAnEarlierPodSaidIsNotSaidByTheNext() {
    answer = Optional.of(report(Phase.STREAMING, 1, "0/10"));
    polls(address -> address.equals("10.0.0.7") ? answer : Optional.empty());
    awaitNewest(answer);

    assertThat(polls.newest(KEY, Optional.of("10.0.0.8"))).isEmpty();
  }

  @Test
  void whoIsForgottenIsAskedNoMore() {
    endsAfter(() -> polls.forget(KEY));
  }

  @Test
  void whoHasNoAddressIsAskedNoMore() {
    endsAfter(() -> assertThat(polls.newest(KEY, Optional.empty())).isEmpty());
  }

  private void endsAfter(Runnable end) {
    var here = new AtomicInteger();
    polls(
        address -> {
          if (address.equals("10.0.0.7")) {
            here.incrementAndGet();
          }
          return answer;
        });
    assertThat(polls.newest(new Key("shop", "users", "uid-2"), Optional.of("10.0.0.8"))).isEmpty();
    assertThat(polls.newest(KEY, HERE)).isEmpty();
    await().until(() -> here.get() > 2);

    end.run();
    awaitPolls(4);
    int then = here.get();
    awaitPolls(4);
    assertThat(here).hasValue(then);
  }

  private static WorkerReport report(Phase phase, long applied, String published) {
    return new WorkerReport(
        "1.0",
        phase,
        phase == Phase.WAITING
            ? Optional.of(Reason.NatsUnreachable.because("NATS is away", "start it"))
            : Optional.empty(),
        true,
        "ExactlyOnce",
        applied,
        "abc",
        Optional.empty(),
        Optional.empty(),
        Optional.of(Lsn.parse(published)),
        List.of());
  }
}
