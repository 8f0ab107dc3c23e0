package io.pgwalstreams.benchmarks;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** When each of some events, numbered from 1, set off and when it arrived. Thread-safe. */
final class Passages {
  private final int rate;
  private final AtomicLongArray left;
  private final AtomicLongArray arrived;
  private final CountDownLatch open;

  /** So many a second for so long. */
  Passages(int rate, int seconds) {
    this.rate = rate;
    int count = rate * seconds;
    left = new AtomicLongArray(count + 1);
    arrived = new AtomicLongArray(count + 1);
    open = new CountDownLatch(count);
  }

  int count() {
    return left.length() - 1;
  }

  void left(int id) {
    left.set(id, System.nanoTime());
  }

  /** The first time counts; 0 is nobody's number. */
  void arrived(int id) {
    if (id > 0 && arrived.compareAndSet(id, 0, System.nanoTime())) {
      open.countDown();
    }
  }

  /** Calls with each number when its time has come. */
  void pace(IntConsumer each) {
    long from = System.nanoTime();
    for (int i = 1; i <= count(); i++) {
      long due = from + i * 1_000_000_000L / rate;
      while (System.nanoTime() - due < 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      each.accept(i);
    }
  }

  void await() throws InterruptedException {
    if (!open.await(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException(open.getCount() + " events did not come");
    }
  }

  /** How long each took that set off after the first seconds; whose arrival was first took none. */
  long[] sortedNanos(int warmUpSeconds) {
    int first = rate * warmUpSeconds + 1;
    var nanos = new long[count() + 1 - first];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = Math.max(0, arrived.get(first + i) - left.get(first + i));
    }
    Arrays.sort(nanos);
    return nanos;
  }
}
