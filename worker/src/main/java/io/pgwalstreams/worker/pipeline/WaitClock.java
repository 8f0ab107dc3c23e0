package io.pgwalstreams.worker.pipeline;

import java.util.concurrent.locks.LockSupport;

/**
 * The time that the pipeline waits by: a test has another, in which nothing depends on the machine.
 * For the pipeline's thread.
 */
public interface WaitClock {
  /** The machine's. */
  WaitClock SYSTEM =
      new WaitClock() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public void park(long nanos) {
          LockSupport.parkNanos(nanos);
        }
      };

  /** Nanoseconds, of which only differences mean anything. */
  long nanoTime();

  /** Waits so long; less when the thread is unparked, or for no reason. */
  void park(long nanos);
}
