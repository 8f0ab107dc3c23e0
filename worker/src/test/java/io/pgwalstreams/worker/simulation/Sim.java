package io.pgwalstreams.worker.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Time, chance, and the processes that live in them. Of all threads exactly one runs at any moment,
 * and which one that is depends on nothing but the seed.
 */
final class Sim {
  /** What a look at the clock takes, so that nobody can look for ever. */
  private static final long LOOK_NANOS = 200;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final SplittableRandom random;
  private final Semaphore yielded = new Semaphore(0);
  private @Nullable Actor current;
  private long now;
  private long order;

  private record Event(long time, long order, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** A process was ended from outside, as by kill -9. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  Sim(long seed) {
    random = new SplittableRandom(seed);
  }

  long now() {
    return now;
  }

  /** A number from 0 up to but without {@code bound}. */
  long below(long bound) {
    return random.nextLong(bound);
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  void after(long nanos, Runnable action) {
    events.add(new Event(now + Math.max(nanos, 0), order++, action));
  }

  /** Runs what is due up to then. */
  void runUntil(long time) {
    while (!events.isEmpty() && events.element().time() <= time) {
      Event next = events.remove();
      now = Math.max(now, next.time());
      next.action().run();
    }
    now = Math.max(now, time);
  }

  /** The process that runs; IllegalStateException outside of one. */
  Actor current() {
    Actor running = current;
    if (running == null) {
      throw new IllegalStateException("no process runs");
    }
    return running;
  }

  /** Something that takes time. Its thread runs while the simulation waits for it. */
  final class Actor {
    private final Semaphore resumed = new Semaphore(0);
    private long wakes;
    private boolean sleeping;
    private boolean permit;
    private boolean killed;
    private boolean ended;
    private @Nullable Throwable failure;

    /** {@code body} ends when it is {@link #kill}ed: {@link Killed} comes out of its next wait. */
    Actor(Runnable body) {
      Thread.ofVirtual().start(() -> live(body));
      after(0, () -> resume(0));
    }

    private void live(Runnable body) {
      resumed.acquireUninterruptibly();
      try {
        if (!killed) {
          body.run();
        }
      } catch (Killed e) {
        ended = true;
      } catch (Throwable e) {
        failure = e;
      } finally {
        ended = true;
        yielded.release();
      }
    }

    /** Sleeps; {@link #wake} ends it, and may have come before, as with LockSupport. */
    void sleep(long nanos) {
      if (!permit) {
        long due = ++wakes;
        sleeping = true;
        after(nanos, () -> resume(due));
        yielded.release();
        resumed.acquireUninterruptibly();
        sleeping = false;
      }
      permit = false;
      if (killed) {
        throw new Killed();
      }
    }

    /** Ends the sleep, or the next one. */
    void wake() {
      if (sleeping) {
        long due = wakes;
        after(0, () -> resume(due));
      } else {
        permit = true;
      }
    }

    void kill() {
      killed = true;
      wake();
    }

    /** What its body threw; null when nothing. */
    @Nullable Throwable failure() {
      return failure;
    }

    boolean hasEnded() {
      return ended;
    }

    private void resume(long due) {
      if (ended || due != wakes) {
        return; // it was woken before
      }
      wakes++;
      Actor before = current;
      current = this;
      resumed.release();
      yielded.acquireUninterruptibly();
      current = before;
    }

    /** A look at the clock. */
    long nanoTime() {
      now += LOOK_NANOS;
      return now;
    }
  }
}
