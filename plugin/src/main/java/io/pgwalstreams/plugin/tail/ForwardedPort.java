package io.pgwalstreams.plugin.tail;

import io.nats.client.Options;
import io.nats.client.impl.SocketDataPort;
import java.io.IOException;
import java.util.Map;

/**
 * jnats' socket, where it leads to a port of this machine that is forwarded to a server: what the
 * certificate is compared with is the server's name all the same.
 *
 * <p>Public, with a constructor for all, because jnats makes it by its name; it finds the names in
 * jnats' options.
 */
public final class ForwardedPort extends SocketDataPort {
  private Map<Integer, String> names = Map.of();

  /** The connection listener of jnats' options, which is how a port finds out whom it leads to. */
  interface Names {
    /** By the port of this machine. */
    Map<Integer, String> names();
  }

  @Override
  public void afterConstruct(Options options) {
    if (options.getConnectionListener() instanceof Names known) {
      names = known.names();
    }
  }

  @Override
  public void upgradeToSecure() throws IOException {
    host = names.getOrDefault(port, host);
    super.upgradeToSecure();
  }
}
