package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamSettings.NewStream;
import io.pgwalstreams.worker.jetstream.JetStreamSettings.Retention;
import io.pgwalstreams.worker.jetstream.JetStreamSettings.Storage;
import java.time.Duration;
import java.util.List;

/** The stream {@code db} of the integration tests, and the way to it. */
public final class TestStream {
  private TestStream() {}

  /** Of so many replicas; {@code key}: of its checkpoints. */
  public static JetStreamSettings of(String key, int replicas, Retention retention) {
    return new JetStreamSettings(
        "db",
        "pgwalstreams",
        key,
        new NewStream(
            "db.>", replicas, Storage.FILE, Duration.ZERO, -1, retention, Duration.ofMinutes(2)));
  }

  /** Of one replica. */
  public static JetStreamSettings settings() {
    return of("shop.orders", 1, Retention.LIMITS);
  }

  /** Servers that let everybody in. */
  public static NatsEndpoint at(String... servers) {
    return at(new NatsCredentials.None(), NatsEndpoint.DEFAULT_API_PREFIX, servers);
  }

  static NatsEndpoint at(NatsCredentials credentials, String apiPrefix, String... servers) {
    return new NatsEndpoint(
        List.of(servers), credentials, null, apiPrefix, "it", Duration.ofSeconds(2));
  }
}
