package io.pgwalstreams.testkit;

import java.util.concurrent.locks.LockSupport;

/** Waits a moment, and prints the wall clock's time and how long it waited, in milliseconds. */
final class WaitingProgram {
  static final long MILLIS = 200;

  private WaitingProgram() {}

  public static void main(String[] args) {
    long from = System.nanoTime();
    LockSupport.parkNanos((MILLIS + 50) * 1_000_000);
    System.out.println(System.currentTimeMillis() + " " + (System.nanoTime() - from) / 1_000_000);
  }
}
