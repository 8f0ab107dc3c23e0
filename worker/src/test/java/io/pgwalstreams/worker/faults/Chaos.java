package io.pgwalstreams.worker.faults;

import io.pgwalstreams.worker.faults.ChaosPlan.Pace;
import java.time.Duration;
import java.util.List;

/**
 * {@code make chaos}: real servers and a worker under load, and one harm after the other. The same
 * seed does the same in the same order.
 */
public final class Chaos {
  private static final int MEGABYTES = 3000;
  private static final int RATE = 100;

  private Chaos() {}

  /**
   * {@code SEED SECONDS [LEADER]}: with LEADER the stream's leader is killed again at most that
   * many seconds after there is one, and nothing else is done. Exit status 1 when anything is
   * damaged.
   */
  public static void main(String[] args) {
    long seed = Long.parseLong(args[0]);
    long seconds = Long.parseLong(args[1]);
    Means means = Means.here(MEGABYTES);
    ChaosPlan plan =
        args.length > 2
            ? leaders(seed, Duration.ofSeconds(Long.parseLong(args[2])))
            : new ChaosPlan(seed, Harm.all(means), Pace.USUAL);
    System.out.println("seed " + seed + ", " + seconds + " s");
    means.leftOut().forEach(System.out::println);
    System.exit(run(plan, seconds, means) ? 0 : 1);
  }

  private static ChaosPlan leaders(long seed, Duration calm) {
    var pace = new Pace(calm, Duration.ofSeconds(1), 9);
    return new ChaosPlan(seed, List.of(Harm.LEADER_KILLED), pace);
  }

  private static boolean run(ChaosPlan plan, long seconds, Means means) {
    try (var scene = new ChaosScene(means)) {
      scene.start(RATE);
      var run = new ChaosRun(scene, plan, System.out);
      boolean complete = run.strikeFor(seconds);
      return run.end().isClean() && complete;
    }
  }
}
