package io.pgwalstreams.worker.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code make simulate}: one history after the other, for so many seconds, or the one of a seed. A
 * history that does not hold is made as short as it goes on failing, and shown.
 */
public final class Simulate {
  private Simulate() {}

  /** {@code FIRST_SEED SECONDS}. */
  public static void main(String[] args) {
    long seed = Long.parseLong(args[0]);
    long until = System.nanoTime() + Long.parseLong(args[1]) * 1_000_000_000L;
    long from = System.nanoTime();
    long count = 0;
    do {
      AssertionError failure = failure(new History(seed));
      if (failure != null) {
        System.out.println(failure.getMessage());
        System.out.println("shortened: " + shortest(seed, new History(seed).plan()));
        System.exit(1);
      }
      seed++;
      count++;
    } while (System.nanoTime() - until < 0);
    double minutes = (System.nanoTime() - from) / 60e9;
    System.out.printf("%,d histories, %,.0f a minute: none violated%n", count, count / minutes);
  }

  private static @Nullable AssertionError failure(History history) {
    try {
      history.run();
      return null;
    } catch (AssertionError e) {
      return e;
    }
  }

  /** Leaves faults out one by one, as long as it fails. */
  private static String shortest(long seed, List<History.Fault> plan) {
    List<History.Fault> shortest = plan;
    boolean shorter = true;
    String last = "";
    while (shorter) {
      shorter = false;
      for (int i = 0; i < shortest.size(); i++) {
        var without = new ArrayList<>(shortest);
        without.remove(i);
        AssertionError failure = failure(new History(seed, without));
        if (failure != null) {
          shortest = without;
          last = String.valueOf(failure.getMessage());
          shorter = true;
          break;
        }
      }
    }
    return last;
  }
}
