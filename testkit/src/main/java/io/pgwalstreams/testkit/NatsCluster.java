package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three nats-servers of one cluster, for streams of three replicas. Not thread-safe. */
public final class NatsCluster implements AutoCloseable {
  private static final int SIZE = 3;
  private static final long PATIENCE_NANOS = 30_000_000_000L;

  private final List<NatsServer> servers;

  private NatsCluster(List<NatsServer> servers) {
    this.servers = servers;
  }

  /** Starts them; returns when they have a leader, IllegalStateException when they find none. */
  public static NatsCluster start() {
    List<Integer> ports = IntStream.range(0, SIZE).mapToObj(i -> FreePort.next()).toList();
    String routes =
        ports.stream().map(p -> "\"nats://127.0.0.1:" + p + "\"").collect(Collectors.joining(", "));
    var cluster =
        new NatsCluster(
            ports.stream()
                .map(
                    p ->
                        NatsServer.start(
                            "cluster { name: pgws, listen: \"127.0.0.1:%d\", routes: [%s] }"
                                .formatted(p, routes)))
                .toList());
    cluster.awaitLeader();
    return cluster;
  }

  /** The servers, in the order of their start. */
  public List<NatsServer> servers() {
    return servers;
  }

  private void awaitLeader() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (servers.stream().noneMatch(NatsCluster::knowsLeader)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException("the cluster has found no leader");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static boolean knowsLeader(NatsServer server) {
    try {
      return Files.readString(server.logFile()).contains("new metadata leader");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    servers.forEach(NatsServer::close);
  }
}
