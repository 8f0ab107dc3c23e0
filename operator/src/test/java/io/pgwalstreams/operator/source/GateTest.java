package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final int MANY = 100;

  private final Gate gate = new Gate();
  private final CountDownLatch hang = new CountDownLatch(1);
  private final Semaphore entered = new Semaphore(0);
  private final AtomicInteger inside = new AtomicInteger();
  private final List<CompletableFuture<Boolean>> all = new ArrayList<>();

  @AfterEach
  void letGo() {
    hang.countDown();
    all.forEach(CompletableFuture::join);
  }

  private void hangs(String namespace, boolean failed) {
    var passed = new CompletableFuture<Boolean>();
    all.add(passed);
    Thread.ofVirtual().start(() -> passed.complete(gate.pass(namespace, failed, this::untilLetGo)));
  }

  private boolean untilLetGo() {
    inside.incrementAndGet();
    entered.release();
    try {
      hang.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whateverHangsInOneNamespaceHoldsUpNoneInAnother(boolean failed) throws Exception {
    for (int i = 0; i < MANY; i++) {
      hangs("one", failed);
    }
    assertThat(entered.tryAcquire(3, 30, TimeUnit.SECONDS)).isTrue();
    hangs("two", failed);
    assertThat(entered.tryAcquire(1, 30, TimeUnit.SECONDS)).isTrue();
    var other = new CompletableFuture<Boolean>();
    Thread.ofVirtual().start(() -> other.complete(gate.pass("three", failed, () -> true)));
    assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(inside.get()).isLessThan(MANY);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thoseThatFailedAndTheOthersDoNotWaitForEachOther(boolean failed) throws Exception {
    for (int i = 0; i < MANY; i++) {
      hangs("namespace" + i, failed);
    }
    var other = new CompletableFuture<Boolean>();
    Thread.ofVirtual().start(() -> other.complete(gate.pass("one", !failed, () -> true)));
    assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
  }
}
