package io.pgwalstreams.operator.source;

import static io.pgwalstreams.operator.source.Situation.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.postgres.PostgresEndpoint;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What should never be thrown is thrown where the password is asked for, before any I/O. */
class DefectsTest {
  private static final Key KEY = new Key("shop", "orders", "u1");
  private static final Duration LATER = Duration.ofSeconds(11);

  private final MovableClock clock = new MovableClock();
  private final Deque<Runnable> begun = new ArrayDeque<>();
  private boolean full;
  private int told;
  private final Workshop shop =
      new Workshop(
          new Access(AddressRules.NONE),
          new SlotNames(),
          new Gate(),
          clock,
          this::take,
          key -> told++);

  private void take(Runnable work) {
    if (full) {
      throw new RejectedExecutionException("full");
    }
    begun.add(work);
  }

  private static PostgresEndpoint throwing(Supplier<? extends Throwable> what) {
    PostgresEndpoint e = new Situation().task().reader();
    return new PostgresEndpoint(
        e.host(),
        e.port(),
        e.database(),
        e.user(),
        () -> thrown(what.get()),
        e.tls(),
        e.applicationName(),
        e.connectTimeout());
  }

  private static char[] thrown(Throwable what) {
    if (what instanceof Error e) {
      throw e;
    }
    throw (RuntimeException) what;
  }

  private static SourceTask task(PostgresEndpoint reader) {
    SourceTask t = new Situation().task();
    return new SourceTask(t.document(), reader, t.owner(), t.fingerprint(), t.claim(), t.binding());
  }

  private static ReleaseTask release(PostgresEndpoint reader) {
    return new ReleaseTask(
        reader,
        Optional.empty(),
        OURS,
        Optional.of(new ReleaseTask.Slot("s", true, true, Map.of())),
        false,
        Optional.empty());
  }

  private static Reason databaseOf(Sources.Look look) {
    return look.report().database().failure().orElseThrow().reason();
  }

  private static void isInternal(Release release) {
    assertThat(release)
        .isInstanceOfSatisfying(
            Release.Failed.class, f -> assertThat(f.why().reason()).isEqualTo(Reason.Internal));
  }

  @Test
  void aLookThatEndsInAnErrorIsReportedAndBegunAgain() throws InterruptedException {
    var lane = new Lane(KEY, shop);
    SourceTask task = task(throwing(StackOverflowError::new));
    lane.look(task);
    assertThatThrownBy(() -> begun.remove().run()).isInstanceOf(StackOverflowError.class);
    assertThat(databaseOf(lane.look(task))).isEqualTo(Reason.Internal);
    assertThat(told).isEqualTo(1);
    clock.move(LATER);
    lane.look(task);
    assertThat(begun).hasSize(1);
    assertThatThrownBy(() -> begun.remove().run()).isInstanceOf(StackOverflowError.class);
    lane.awaitEnd();
  }

  @Test
  void aLookThatEndsInAnExceptionIsReportedAndBegunAgain() {
    var lane = new Lane(KEY, shop);
    SourceTask task = task(throwing(IllegalStateException::new));
    lane.look(task);
    begun.remove().run();
    assertThat(databaseOf(lane.look(task))).isEqualTo(Reason.Internal);
    clock.move(LATER);
    lane.look(task);
    assertThat(begun).hasSize(1);
  }

  @Test
  void aDefectIsLoggedWithTheNameOfTheResourceInFieldsOfItsOwn() {
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    var logs = List.of(logger(Lane.class), logger(ReleaseLane.class));
    logs.forEach(log -> log.addAppender(lines));
    try {
      new Lane(KEY, shop).look(task(throwing(IllegalStateException::new)));
      begun.remove().run();
      new ReleaseLane(KEY, shop, Optional.empty())
          .ask(release(throwing(IllegalStateException::new)));
      begun.remove().run();
    } finally {
      logs.forEach(log -> log.detachAppender(lines));
    }
    assertThat(lines.list)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line.getKeyValuePairs())
                    .extracting(pair -> pair.key + "=" + pair.value)
                    .containsExactly("resource.namespace=shop", "resource.name=orders"));
  }

  private static Logger logger(Class<?> of) {
    return (Logger) LoggerFactory.getLogger(of);
  }

  @Test
  void aLookThatNobodyBeginsIsBegunAgain() {
    var lane = new Lane(KEY, shop);
    SourceTask task = task(throwing(IllegalStateException::new));
    full = true;
    assertThatThrownBy(() -> lane.look(task)).isInstanceOf(RejectedExecutionException.class);
    full = false;
    lane.look(task);
    assertThat(begun).hasSize(1);
  }

  @Test
  void aReleaseThatEndsInAnErrorIsReportedAndTriedAgain() {
    var lane = new ReleaseLane(KEY, shop, Optional.empty());
    ReleaseTask task = release(throwing(StackOverflowError::new));
    assertThat(lane.ask(task).release()).isInstanceOf(Release.Working.class);
    assertThatThrownBy(() -> begun.remove().run()).isInstanceOf(StackOverflowError.class);
    isInternal(lane.ask(task).release());
    assertThat(told).isEqualTo(1);
    clock.move(LATER);
    assertThat(lane.ask(task).release()).isInstanceOf(Release.Working.class);
    assertThat(begun).hasSize(1);
  }

  @Test
  void aReleaseThatNobodyBeginsIsTriedAgain() {
    var lane = new ReleaseLane(KEY, shop, Optional.empty());
    ReleaseTask task = release(throwing(IllegalStateException::new));
    full = true;
    assertThatThrownBy(() -> lane.ask(task)).isInstanceOf(RejectedExecutionException.class);
    full = false;
    isInternal(lane.ask(task).release());
    clock.move(LATER);
    lane.ask(task);
    assertThat(begun).hasSize(1);
  }

  @Test
  void aReleaseThatFailedTakesNoPlaceFromTheSound() throws Exception {
    var lane = new ReleaseLane(KEY, shop, Optional.empty());
    ReleaseTask task = release(throwing(IllegalStateException::new));
    lane.ask(task);
    begun.remove().run();
    var hang = new CountDownLatch(1);
    var inside = new Semaphore(0);
    try {
      for (int i = 0; i < 100; i++) {
        Thread.ofVirtual()
            .start(() -> shop.gate().pass(KEY.namespace(), false, () -> hangs(inside, hang)));
      }
      assertThat(inside.tryAcquire(8, 30, TimeUnit.SECONDS)).isTrue();
      clock.move(LATER);
      lane.ask(task);
      var over = CompletableFuture.runAsync(begun.remove(), Thread::startVirtualThread);
      over.get(30, TimeUnit.SECONDS);
      isInternal(lane.ask(task).release());
    } finally {
      hang.countDown();
    }
  }

  private static boolean hangs(Semaphore inside, CountDownLatch hang) {
    inside.release();
    try {
      hang.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
