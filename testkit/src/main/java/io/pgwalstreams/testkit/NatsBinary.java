package io.pgwalstreams.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where nats-server is: NATS_SERVER names it, or {@code testkit/fetch-nats-server} has laid it into
 * the cache.
 */
final class NatsBinary {
  /** As in {@code fetch-nats-server}. */
  static final String VERSION = "2.15.1";

  private NatsBinary() {}

  static Path path() {
    String named = System.getenv("NATS_SERVER");
    if (named != null) {
      return Path.of(named);
    }
    Path cached = Cache.root().resolve("nats-server/" + VERSION + "/nats-server");
    if (!Files.isExecutable(cached)) {
      throw new IllegalStateException(
          "nats-server is not there: run testkit/fetch-nats-server, or set NATS_SERVER");
    }
    return cached;
  }
}
