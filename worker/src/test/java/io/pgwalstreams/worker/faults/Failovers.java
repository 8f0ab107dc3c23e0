package io.pgwalstreams.worker.faults;

import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.worker.faults.Succession.Promotion;
import io.pgwalstreams.worker.faults.Succession.Standby;
import java.util.function.ToLongFunction;

/**
 * {@code make failover}: one stream over as many promotions as it is told, each of a new standby
 * that was made under load.
 */
public final class Failovers {
  private Failovers() {}

  /**
   * {@code COUNT RATE}: how often, and how many transactions a second. Exit status 1 when it fails.
   */
  public static void main(String[] args) {
    int count = Integer.parseInt(args[0]);
    System.out.println(
        "| Promotion | Events before | In flight | Commits that went with a primary, so far | Events after"
            + " | Lost | Phantoms | Repeated | Out of order | Caught up after |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    long wrong = 0;
    try (var scene = new Succession(PostgresVersion.PG17).started()) {
      scene.ledger().run(Integer.parseInt(args[1]));
      for (int i = 1; i <= count; i++) {
        scene.addStandby(Standby.WAITED_FOR);
        scene.awaitGrowth(500);
        Promotion promotion = scene.promote();
        tell(i, promotion);
        wrong += sum(promotion, Promotion::lost, Promotion::phantom);
        wrong += sum(promotion, Promotion::repeated, Promotion::outOfOrder);
      }
      scene.quiet();
      scene.assertExactlyOnce();
    }
    System.exit(wrong == 0 ? 0 : 1);
  }

  @SafeVarargs
  private static long sum(Promotion promotion, ToLongFunction<Promotion>... numbers) {
    long sum = 0;
    for (ToLongFunction<Promotion> number : numbers) {
      sum += number.applyAsLong(promotion);
    }
    return sum;
  }

  private static void tell(int i, Promotion p) {
    System.out.printf(
        "| %d | %,d | %,d | %,d | %,d | %d | %d | %d | %d | %.1f s |%n",
        i,
        p.before(),
        p.inFlight(),
        p.gone(),
        p.after(),
        p.lost(),
        p.phantom(),
        p.repeated(),
        p.outOfOrder(),
        p.until().toMillis() / 1000.0);
  }
}
