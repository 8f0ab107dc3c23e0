package io.pgwalstreams.worker.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code make simulate}: one history after the other, for so many seconds. One that does not hold
 * is made as short as it goes on failing, and shown; its seed brings it back.
 */
public final class Simulate {
  private static final long TELL_EVERY = 10_000_000_000L;

  private Simulate() {}

  /** {@code FIRST_SEED SECONDS}; without seconds that seed alone, and what happens in it. */
  public static void main(String[] args) {
    long seed = Long.parseLong(args[0]);
    if (args.length == 1) {
      new History(Scenario.of(seed), Mutation.NONE, System.out::println).run();
      return;
    }
    long from = System.nanoTime();
    long until = from + Long.parseLong(args[1]) * 1_000_000_000L;
    long telling = from + TELL_EVERY;
    var tally = new Tally();
    do {
      var scenario = Scenario.of(seed);
      AssertionError failure = failure(scenario, Mutation.NONE, tally);
      if (failure != null) {
        System.out.println(failure.getMessage());
        System.out.println("shortened: " + shortest(scenario, Mutation.NONE));
        System.exit(1);
      }
      seed++;
      if (System.nanoTime() - telling > 0) {
        telling += TELL_EVERY;
        System.out.println(tally.sentence(System.nanoTime() - from));
      }
    } while (System.nanoTime() - until < 0);
    System.out.println(tally.sentence(System.nanoTime() - from) + "; none violated");
  }

  /** What there was so far. */
  static final class Tally {
    long histories;
    long events;
    long halted;
    long gaps;

    void add(History.Outcome outcome) {
      histories++;
      events += outcome.stored();
      halted += outcome.halts().isEmpty() ? 0 : 1;
      gaps += outcome.gaps();
    }

    String sentence(long nanos) {
      return "%,d histories (%,.0f a minute), %,d events, %,d histories with a halt, %,d accepted gaps"
          .formatted(histories, histories / (nanos / 60e9), events, halted, gaps);
    }
  }

  static @Nullable AssertionError failure(Scenario scenario, Mutation mutation, Tally tally) {
    try {
      tally.add(new History(scenario, mutation).run());
      return null;
    } catch (AssertionError e) {
      return e;
    }
  }

  /** Leaves faults out one by one, as long as it fails; says what is left, and how it fails. */
  static String shortest(Scenario scenario, Mutation mutation) {
    Scenario shortest = scenario;
    boolean shorter = true;
    String last = "";
    while (shorter) {
      shorter = false;
      for (int i = 0; i < shortest.faults().size() && !shorter; i++) {
        List<Fault> without = new ArrayList<>(shortest.faults());
        without.remove(i);
        AssertionError failure = failure(shortest.with(without), mutation, new Tally());
        if (failure != null) {
          shortest = shortest.with(without);
          last = String.valueOf(failure.getMessage());
          shorter = true;
        }
      }
    }
    return last;
  }
}
