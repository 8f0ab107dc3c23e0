package io.pgwalstreams.worker.faults;

import io.pgwalstreams.testkit.FreePort;
import io.pgwalstreams.testkit.NatsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Three nats-servers of one cluster. Their routes and the worker's connections go over wires; each
 * has a disk of its own where that can be had. Not thread-safe.
 */
final class WiredCluster implements AutoCloseable {
  private static final int SIZE = 3;

  private final List<NatsServer> servers = new ArrayList<>();
  private final List<SmallDisk> disks = new ArrayList<>();
  private final List<Wire> clients = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<List<Wire>> routes = new ArrayList<>();

  /** Starts them; {@code megabytes} for each disk, 0 for none of its own. */
  WiredCluster(int megabytes, String user, String password) {
    IntStream.range(0, SIZE).forEach(i -> ports.add(FreePort.next()));
    for (int i = 0; i < SIZE; i++) {
      routes.add(others(i).map(to -> new Wire(ports.get(to))).toList());
      servers.add(NatsServer.startIn(parent(megabytes), configuration(i, user, password)));
      clients.add(new Wire(servers.get(i).port()));
    }
  }

  private static Stream<Integer> others(int than) {
    return IntStream.range(0, SIZE).filter(i -> i != than).boxed();
  }

  private Path parent(int megabytes) {
    if (megabytes == 0) {
      return Path.of(System.getProperty("java.io.tmpdir"));
    }
    SmallDisk disk = SmallDisk.ofMegabytes(megabytes);
    disks.add(disk);
    return disk.folder();
  }

  /** Who hears of a route from another server is told an address where nobody is. */
  private String configuration(int server, String user, String password) {
    String wires =
        routes.get(server).stream()
            .map(w -> "\"nats://127.0.0.1:" + w.port() + "\"")
            .collect(Collectors.joining(", "));
    return """
        cluster {
          name: pgws, listen: "127.0.0.1:%d", routes: [%s]
          no_advertise: true, advertise: "127.0.0.1:1"
        }
        authorization { users: [ {user: tap, password: tap}, {user: %s, password: "%s"} ] }
        no_auth_user: tap
        """
        .formatted(ports.get(server), wires, user, password);
  }

  List<NatsServer> servers() {
    return List.copyOf(servers);
  }

  /** What the worker connects to. */
  String addresses() {
    return clients.stream()
        .map(w -> "\"nats://127.0.0.1:" + w.port() + "\"")
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** The wires between the worker and the servers. */
  List<Wire> clients() {
    return List.copyOf(clients);
  }

  /** The server of that name, as JetStream calls its leaders. */
  Optional<Integer> named(@Nullable String name) {
    return IntStream.range(0, SIZE)
        .filter(i -> ("pgws" + servers.get(i).port()).equals(name))
        .boxed()
        .findFirst();
  }

  /** One of the two that are not this one. */
  static int another(int than, int choice) {
    return (than + 1 + choice % (SIZE - 1)) % SIZE;
  }

  /** The disk of a server; IllegalStateException where it has none of its own. */
  SmallDisk disk(int server) {
    if (disks.isEmpty()) {
      throw new IllegalStateException("the servers have no disks of their own");
    }
    return disks.get(server);
  }

  /** Takes a server from the others; clients still reach it. */
  void partition(int server) {
    routesOf(server).forEach(Wire::cut);
  }

  /** The opposite of {@link #partition}. */
  void join(int server) {
    routesOf(server).forEach(Wire::mend);
  }

  private List<Wire> routesOf(int server) {
    var all = new ArrayList<>(routes.get(server));
    others(server).forEach(o -> all.add(routes.get(o).get(server < o ? server : server - 1)));
    return all;
  }

  /** Gives the user another password, on every server; who is connected is thrown out. */
  void changePassword(String user, String changed) {
    for (int i = 0; i < SIZE; i++) {
      try {
        servers.get(i).configure(configuration(i, user, changed));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Signal.HUP.to(servers.get(i).pid());
    }
  }

  @Override
  public void close() {
    clients.forEach(Wire::close);
    servers.forEach(NatsServer::close);
    routes.forEach(r -> r.forEach(Wire::close));
    disks.forEach(SmallDisk::close);
  }
}
