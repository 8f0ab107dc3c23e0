package io.pgwalstreams.worker.simulation;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Time, chance, and the actors that live in them. Of all threads exactly one runs at any moment,
 * and which one that is depends on nothing but the seed. Whoever sleeps makes time pass, and hands
 * over only when it is another's turn: so a lonely actor costs no change of threads.
 */
final class Sim {
  /** What a look at the clock takes, so that nobody can look for ever. */
  private static final long LOOK_NANOS = 200;

  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final SplittableRandom random;
  private final Actor outside = new Actor();
  private final Consumer<String> trace;
  private Actor current = outside;
  private long now;
  private long order;

  /**
   * Something that happens, or an actor's awakening.
   *
   * @param wakes who wakes; null: nobody, something happens
   * @param turn the sleep that ends
   */
  private record Event(long time, long order, Runnable action, @Nullable Actor wakes, long turn)
      implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  /** An actor was ended from outside, as by kill -9. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /** {@code trace} hears what happens. */
  Sim(long seed, Consumer<String> trace) {
    this.random = new SplittableRandom(seed);
    this.trace = trace;
  }

  void tell(String what) {
    trace.accept("%9.3f s  %s".formatted(now / 1e9, what));
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
    events.add(new Event(now + Math.max(nanos, 0), order++, action, null, 0));
  }

  /** Lets time pass until then; for who stands outside. */
  void runUntil(long time) {
    if (time > now) {
      outside.sleep(time - now);
    }
  }

  /** Who runs. */
  Actor current() {
    return current;
  }

  Actor start(Runnable body) {
    var actor = new Actor();
    Thread.ofVirtual().start(() -> actor.live(body));
    actor.wakeAt(now);
    return actor;
  }

  /** Makes time pass until it is this actor's turn. */
  private void pass(Actor me) {
    while (true) {
      Event next = events.remove();
      now = Math.max(now, next.time());
      Actor wakes = next.wakes();
      if (wakes == null) {
        Actor before = current;
        current = outside;
        next.action().run();
        current = before;
      } else if (next.turn() == wakes.turn && !wakes.ended) {
        if (wakes.frozenUntil > now && !wakes.killed) {
          wakes.wakeAt(wakes.frozenUntil);
          continue;
        }
        wakes.turn++;
        current = wakes;
        if (wakes == me) {
          return;
        }
        wakes.mayRun.release();
        if (!me.ended) {
          me.waitForTurn();
        }
        return;
      }
    }
  }

  /** Something that takes time. */
  final class Actor {
    private final Semaphore mayRun = new Semaphore(0);
    private long turn;
    private boolean sleeping = true;
    private boolean permit;
    private boolean killed;
    private boolean ended;
    private long frozenUntil;
    private @Nullable Throwable failure;

    private Actor() {}

    private void live(Runnable body) {
      waitForTurn();
      sleeping = false;
      try {
        if (!killed) {
          body.run();
        }
      } catch (Killed e) {
        killed = true;
      } catch (Throwable e) {
        failure = e;
      }
      ended = true;
      pass(this);
    }

    private void waitForTurn() {
      mayRun.acquireUninterruptibly();
    }

    private void wakeAt(long time) {
      events.add(new Event(time, order++, () -> {}, this, turn));
    }

    /** Sleeps; {@link #wake} ends it, and may have come before, as with LockSupport. */
    void sleep(long nanos) {
      if (permit) {
        permit = false;
        now += LOOK_NANOS;
      } else {
        sleeping = true;
        wakeAt(now + Math.max(nanos, LOOK_NANOS));
        pass(this);
        sleeping = false;
      }
      if (killed) {
        throw new Killed();
      }
    }

    /** Ends the sleep, or the next one. */
    void wake() {
      if (sleeping) {
        wakeAt(now);
      } else {
        permit = true;
      }
    }

    /** Its next wait ends with {@link Killed}. */
    void kill() {
      killed = true;
      wake();
    }

    /** Nothing of it happens until then, as by SIGSTOP and SIGCONT. */
    void freeze(long until) {
      frozenUntil = until;
    }

    /** What its body threw; null when nothing. */
    @Nullable Throwable failure() {
      return failure;
    }

    boolean hasEnded() {
      return ended;
    }

    /** A look at the clock. */
    long nanoTime() {
      now += LOOK_NANOS;
      return now;
    }
  }
}
