package io.pgwalstreams.worker.faults;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * The strikes that a seed stands for, without end. No harm comes a second time before each came
 * once. Not thread-safe.
 */
final class ChaosPlan {
  private final Random random;
  private final List<Harm> harms;
  private final Pace pace;
  private final Deque<Harm> round = new ArrayDeque<>();
  private int number;

  /**
   * How fast it goes on.
   *
   * @param calmest the longest time between two strikes; half of it is the shortest
   * @param longest as long lasts what lasts, or half of it
   * @param hurried of ten strikes so many are followed by the next before the worker has caught up
   */
  record Pace(Duration calmest, Duration longest, int hurried) {
    /** With a second or two of calm in which everything flows. */
    static final Pace USUAL = new Pace(Duration.ofMillis(2400), Duration.ofMillis(4000), 3);

    /** For a test of the build. */
    static final Pace QUICK = new Pace(Duration.ofMillis(600), Duration.ofMillis(1200), 3);

    private static Duration some(Random random, Duration limit) {
      long half = limit.toMillis() / 2;
      return Duration.ofMillis(half + random.nextLong(half + 1));
    }
  }

  ChaosPlan(long seed, List<Harm> harms, Pace pace) {
    if (harms.isEmpty()) {
      throw new IllegalArgumentException("there is no harm to do");
    }
    this.random = new Random(seed);
    this.harms = List.copyOf(harms);
    this.pace = pace;
  }

  /** The next one. */
  Strike next() {
    if (round.isEmpty()) {
      var shuffled = new ArrayList<>(harms);
      Collections.shuffle(shuffled, random);
      round.addAll(shuffled);
    }
    return new Strike(
        ++number,
        round.remove(),
        random.nextInt(6),
        Pace.some(random, pace.calmest()),
        Pace.some(random, pace.longest()),
        random.nextInt(10) >= pace.hurried());
  }
}
