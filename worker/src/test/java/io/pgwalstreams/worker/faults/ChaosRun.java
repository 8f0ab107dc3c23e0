package io.pgwalstreams.worker.faults;

import java.io.PrintStream;
import java.time.Duration;

/** Does what a plan says to a scene, one strike after the other, and keeps count. */
final class ChaosRun {
  private final ChaosScene scene;
  private final ChaosPlan plan;
  private final PrintStream out;
  private final Saboteur saboteur;
  private final ChaosTally tally = new ChaosTally();
  private final long from = System.nanoTime();

  ChaosRun(ChaosScene scene, ChaosPlan plan, PrintStream out) {
    this.scene = scene;
    this.plan = plan;
    this.out = out;
    this.saboteur = new Saboteur(scene);
  }

  /** The next strike, and what follows from it until all is stored. False when it is not. */
  boolean strike() {
    Strike strike = plan.next();
    Saboteur.pass(strike.calm());
    long inFlight = scene.inFlight();
    Damage before = scene.damage();
    saboteur.strike(strike);
    long over = System.nanoTime();
    boolean complete = !strike.awaited() || scene.catchUp();
    Duration caughtUp = strike.awaited() ? since(over) : Duration.ZERO;
    Damage cost = (complete ? scene.damage() : scene.damageForGood()).minus(before);
    tally.add(strike.harm(), inFlight, caughtUp, cost);
    tell(strike, inFlight, caughtUp, cost);
    return complete;
  }

  /** Strikes for so long. False as soon as something is not stored in time. */
  boolean strikeFor(long wanted) {
    boolean complete = true;
    while (complete && seconds() < wanted) {
      complete = strike();
    }
    return complete;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private void tell(Strike strike, long inFlight, Duration caughtUp, Damage cost) {
    out.printf(
        "%4d s  %3d  %s: %,d in flight, %s; %s; %,d events%n",
        seconds(),
        strike.number(),
        strike.harm().title(),
        inFlight,
        strike.awaited()
            ? "caught up after %.1f s".formatted(caughtUp.toMillis() / 1000.0)
            : "not waited for",
        cost.isNone() ? "whole" : cost.toString(),
        scene.ledger.events());
  }

  /** Since the beginning. */
  long seconds() {
    return since(from).toSeconds();
  }

  /** Stops the application, reads all of the stream again, and prints the table. */
  ChaosTally end() {
    double seconds = (System.nanoTime() - from) / 1e9;
    tally.end(scene.quiet());
    scene.violations().forEach(out::println);
    out.println();
    out.println(tally.markdown());
    out.printf(
        "%,d events in %.0f s, %,.0f a second; the worker ended by itself and was started again %d times%n",
        scene.ledger.events(), seconds, scene.ledger.events() / seconds, scene.restarts());
    return tally;
  }
}
