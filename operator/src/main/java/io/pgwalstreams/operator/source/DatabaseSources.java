package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** {@link Sources} over real databases. Thread-safe. */
public final class DatabaseSources implements Sources {
  private final SourceConnections connections;
  private final Clock clock;
  private final Consumer<Key> changed;
  private final Map<Key, SourceAgent> agents = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Begins with none.
   *
   * @param changed called with whose report is another one than before
   */
  public DatabaseSources(AddressRules rules, Clock clock, Consumer<Key> changed) {
    this.connections = new SourceConnections(rules);
    this.clock = clock;
    this.changed = changed;
  }

  private SourceAgent agent(Key key) {
    return agents.computeIfAbsent(
        key, k -> new SourceAgent(threads, connections, clock, () -> changed.accept(k)));
  }

  @Override
  public Look look(Key key, SourceTask task) {
    return agent(key).look(task);
  }

  @Override
  public Release release(Key key, ReleaseTask task) {
    return agent(key).release(task);
  }

  @Override
  public void forget(Key key) {
    SourceAgent agent = agents.remove(key);
    if (agent != null) {
      agent.close();
    }
  }

  @Override
  public void close() {
    agents.values().forEach(SourceAgent::close);
    threads.shutdownNow();
  }
}
