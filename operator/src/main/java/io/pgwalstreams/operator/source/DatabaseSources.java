package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks after databases on virtual threads, one for each WalStream that is being worked on. Looks
 * happen when they are asked for: at once for another task, else when the last one is half a minute
 * old, or ten seconds while something is not in order.
 */
public final class DatabaseSources implements Sources {
  private static final long FAREWELL_SECONDS = 5;

  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("source-", 0).factory());
  private final Map<Key, Lane> lanes = new ConcurrentHashMap<>();
  private final Map<Key, ReleaseLane> releases = new ConcurrentHashMap<>();
  private final Workshop shop;

  /**
   * Begins with nothing.
   *
   * @param rules which addresses are not connected to
   * @param changed told when there is news of a WalStream, on a thread that it may not hold up
   */
  public DatabaseSources(AddressRules rules, Consumer<Key> changed, Clock clock) {
    this.shop =
        new Workshop(new Access(rules), new SlotNames(), new Gate(), clock, executor, changed);
  }

  @Override
  public Look look(Key key, SourceTask task) {
    return lanes.computeIfAbsent(key, k -> new Lane(k, shop)).look(task);
  }

  @Override
  public Released release(Key key, ReleaseTask task) {
    return releases.computeIfAbsent(key, k -> new ReleaseLane(k, shop, stopLooking(k))).ask(task);
  }

  private Optional<Lane> stopLooking(Key key) {
    Optional<Lane> lane = Optional.ofNullable(lanes.remove(key));
    lane.ifPresent(Lane::stop);
    return lane;
  }

  @Override
  public void forget(Key key) {
    Optional<Lane> lane = stopLooking(key);
    releases.remove(key);
    shop.names().forget(key);
    lane.ifPresent(l -> executor.execute(() -> forgetAfter(l, key)));
  }

  /** A look that was going on may have taken the name of its slot once more. */
  private void forgetAfter(Lane lane, Key key) {
    try {
      lane.awaitEnd();
      shop.names().forget(key);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends everything; a slot that is being created is given up. */
  @Override
  public void close() {
    lanes.values().forEach(Lane::stop);
    executor.shutdown();
    try {
      if (!executor.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      executor.shutdownNow();
    }
  }
}
