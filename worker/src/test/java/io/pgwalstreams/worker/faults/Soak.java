package io.pgwalstreams.worker.faults;

import io.pgwalstreams.worker.faults.ChaosPlan.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code make soak}: one worker process for a long time, under load and harm that it survives;
 * curves of what it takes.
 */
public final class Soak {
  private static final int RATE = 40;
  private static final Pace PACE = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(4), 3);

  private Soak() {}

  /** {@code SEED SECONDS CSV SVG}. Exit status 1 when anything is damaged. */
  public static void main(String[] args) throws IOException {
    long seed = Long.parseLong(args[0]);
    long seconds = Long.parseLong(args[1]);
    Path csv = Path.of(args[2]);
    Path svg = Path.of(args[3]);
    System.out.println("seed " + seed + ", " + seconds + " s, samples in " + csv);
    var plan = new ChaosPlan(seed, Harm.thatSpareTheWorker(Means.NONE), PACE);
    boolean clean;
    List<SoakSample> samples;
    try (var scene = new ChaosScene(Means.NONE)) {
      scene.start(RATE);
      try (var sampler = new SoakSampler(scene, csv)) {
        var run = new ChaosRun(scene, plan, System.out);
        boolean complete = run.strikeFor(seconds);
        samples = sampler.samples();
        clean = run.end().isClean() && complete;
      }
    }
    Files.writeString(svg, SoakChart.svg(samples));
    for (SoakCurve curve : SoakCurve.values()) {
      System.out.println(curve.trend(samples));
    }
    System.exit(clean ? 0 : 1);
  }
}
