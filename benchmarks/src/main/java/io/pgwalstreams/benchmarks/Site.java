package io.pgwalstreams.benchmarks;

import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.testkit.EncryptedServers;
import io.pgwalstreams.testkit.NatsCluster;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.tls.TlsMaterial;
import io.pgwalstreams.worker.jetstream.JetStreamClient;
import io.pgwalstreams.worker.jetstream.JetStreamSettings;
import io.pgwalstreams.worker.jetstream.NatsCredentials;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Servers of their own, and how the bare programs and the worker reach them: all in the same way.
 *
 * @param nats one server, or those of a cluster
 * @param certificate of the authority when both sides speak TLS only
 */
record Site(
    PostgresServer postgres,
    List<NatsServer> nats,
    Kind kind,
    @Nullable String certificate,
    Runnable end)
    implements AutoCloseable {
  private static final PostgresVersion VERSION = PostgresVersion.PG17;

  /** What stands there. */
  enum Kind {
    PLAIN,
    TLS,
    /** The stream is kept in memory. */
    MEMORY,
    /** Three nats-servers, three replicas. */
    CLUSTER
  }

  static Site start(Kind kind) {
    return switch (kind) {
      case PLAIN, MEMORY -> {
        var postgres = PostgresServer.start(VERSION);
        var nats = NatsServer.start();
        yield new Site(
            postgres,
            List.of(nats),
            kind,
            null,
            () -> endAll(List.of(nats::close, postgres::close)));
      }
      case TLS -> {
        var both = EncryptedServers.start(VERSION);
        yield new Site(
            both.postgres(), List.of(both.nats()), kind, both.certificate(), both::close);
      }
      case CLUSTER -> {
        var postgres = PostgresServer.start(VERSION);
        var cluster = NatsCluster.start();
        yield new Site(
            postgres,
            cluster.servers(),
            kind,
            null,
            () -> endAll(List.of(cluster::close, postgres::close)));
      }
    };
  }

  private static void endAll(List<Runnable> all) {
    all.forEach(Runnable::run);
  }

  PgConnector connector() {
    boolean tls = certificate != null;
    return new PgConnector(
        new PostgresEndpoint(
            tls ? "localhost" : "127.0.0.1",
            postgres.port(),
            "postgres",
            tls ? EncryptedServers.USER : PostgresServer.SUPERUSER,
            () -> tls ? EncryptedServers.PASSWORD.toCharArray() : new char[0],
            tls
                ? new PostgresEndpoint.Tls(
                    TlsMode.VERIFY_FULL, new TlsMaterial(certificate, null, null))
                : new PostgresEndpoint.Tls(TlsMode.DISABLE, TlsMaterial.NONE),
            "bench",
            Duration.ofSeconds(10)));
  }

  /** A table with its publication and its slot, all of that name. */
  void table(String name) {
    postgres.execute(
        "create table " + name + "(id bigint primary key, b text)",
        "create publication " + name + " for table " + name,
        "select pg_create_logical_replication_slot('" + name + "', 'pgoutput')");
  }

  /** True while a walsender sends what this slot has. */
  boolean isRead(String slot) {
    return "t"
        .equals(
            postgres.query(
                "select active from pg_replication_slots where slot_name = '" + slot + "'"));
  }

  /** A client of a new stream of that name, which takes the subjects below it. */
  JetStreamClient stream(String name) {
    JetStreamClient client = client(name);
    client.createStream().join();
    return client;
  }

  /** A client of that stream, which may not be there yet. */
  JetStreamClient client(String name) {
    var settings =
        new JetStreamSettings(
            name,
            "bench",
            "bench." + name,
            new JetStreamSettings.NewStream(
                name + ".>",
                replicas(),
                kind == Kind.MEMORY
                    ? JetStreamSettings.Storage.MEMORY
                    : JetStreamSettings.Storage.FILE,
                Duration.ZERO,
                -1,
                JetStreamSettings.Retention.LIMITS,
                Duration.ofMinutes(2)));
    var endpoint =
        new NatsEndpoint(
            List.of(url()),
            new NatsCredentials.None(),
            certificate == null ? null : new TlsMaterial(certificate, null, null),
            NatsEndpoint.DEFAULT_API_PREFIX,
            "bench",
            Duration.ofSeconds(10));
    return JetStreamClient.connect(endpoint, settings);
  }

  private int replicas() {
    return kind == Kind.CLUSTER ? 3 : 1;
  }

  private String url() {
    return "nats://" + (certificate == null ? "127.0.0.1" : "localhost") + ":" + nats.get(0).port();
  }

  /**
   * The worker's document: of the publication and slot of that name, to the stream of that name.
   */
  String document(String name) {
    return """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: bench-%1$s}
        spec:
          database:
            host: %2$s
            port: %3$d
            name: postgres
            credentials: {secretRef: {name: login}}
            tls: %4$s
          publication: {existing: {name: %1$s}}
          slot: {existing: {name: %1$s}}
          nats:
            servers: ["%5$s"]
            %6$s
            subjectPrefix: %1$s
            stream: {name: %1$s, createIfMissing: {storage: %7$s, replicas: %8$d}}
        ---
        kind: Secret
        metadata: {name: login}
        stringData: {username: %9$s, password: %10$s, ca: %11$s}
        """
        .formatted(
            name,
            certificate == null ? "127.0.0.1" : "localhost",
            postgres.port(),
            certificate == null ? "{mode: disable}" : "{mode: verify-full, " + CA + "}",
            url(),
            certificate == null ? "" : "tls: {" + CA + "}",
            kind == Kind.MEMORY ? "Memory" : "File",
            replicas(),
            certificate == null ? PostgresServer.SUPERUSER : EncryptedServers.USER,
            EncryptedServers.PASSWORD,
            quoted(certificate == null ? "none" : certificate));
  }

  private static final String CA = "caCertificate: {secretKeyRef: {name: login, key: ca}}";

  private static String quoted(String text) {
    return '"' + text.replace("\n", "\\n") + '"';
  }

  @Override
  public void close() {
    end.run();
  }
}
