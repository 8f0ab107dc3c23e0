package io.pgwalstreams.plugin.tail;

import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How servers are reached that are not reached by their own addresses: through ports of this
 * machine. Pure.
 */
final class Ways {
  private static final String HERE = "127.0.0.1";

  private Ways() {}

  /**
   * The same endpoint by ways that lead there.
   *
   * @param ports of this machine, by the server's address as the document has it
   */
  static NatsEndpoint over(NatsEndpoint endpoint, Map<String, Integer> ports) {
    List<String> servers = endpoint.servers().stream().map(s -> over(s, ports.get(s))).toList();
    return new NatsEndpoint(
        servers,
        endpoint.credentials(),
        endpoint.tls(),
        endpoint.apiPrefix(),
        endpoint.name(),
        endpoint.connectTimeout());
  }

  private static String over(String server, @org.jspecify.annotations.Nullable Integer port) {
    return port == null ? server : URI.create(server).getScheme() + "://" + HERE + ":" + port;
  }

  /** The server's name, by the port of this machine. */
  static Map<Integer, String> names(Map<String, Integer> ports) {
    var names = new HashMap<Integer, String>();
    ports.forEach((server, port) -> names.put(port, URI.create(server).getHost()));
    return Map.copyOf(names);
  }
}
