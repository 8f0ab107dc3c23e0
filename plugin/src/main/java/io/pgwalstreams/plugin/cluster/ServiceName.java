package io.pgwalstreams.plugin.cluster;

import java.net.URI;
import java.util.Optional;

/** A Service that an address may mean, as pods of a namespace understand it. Pure. */
record ServiceName(String name, String namespace, int port) {
  private static final int NATS_PORT = 4222;
  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

  /**
   * Of {@code nats://nats:4222}, {@code nats://nats.shop}, {@code tls://nats.shop.svc} and {@code
   * nats://nats.shop.svc.cluster.local}; empty for what can be none. Websockets are not forwarded.
   */
  static Optional<ServiceName> of(String server, String namespace) {
    URI uri = URI.create(server);
    String host = uri.getHost();
    if (host == null || !(uri.getScheme().equals("nats") || uri.getScheme().equals("tls"))) {
      return Optional.empty();
    }
    int port = uri.getPort() < 0 ? NATS_PORT : uri.getPort();
    String[] labels = host.split("\\.", -1);
    boolean full = labels.length > 2 && labels[2].equals("svc");
    if ((labels.length > 2 && !full) || !labels[0].matches(LABEL) || host.matches("[0-9.]+")) {
      return Optional.empty();
    }
    return Optional.of(new ServiceName(labels[0], labels.length > 1 ? labels[1] : namespace, port));
  }
}
