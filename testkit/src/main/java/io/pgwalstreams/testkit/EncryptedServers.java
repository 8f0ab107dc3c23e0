package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * PostgreSQL and nats-server that take TLS connections, with certificates of one authority for
 * {@code localhost}. PostgreSQL asks {@link #USER} for {@link #PASSWORD}, and lets the superuser in
 * without. Not thread-safe.
 *
 * @param certificate of the authority, PEM
 */
public record EncryptedServers(PostgresServer postgres, NatsServer nats, String certificate)
    implements AutoCloseable {
  /** A role that may log in and replicate, and owns the database. */
  public static final String USER = "encrypted";

  /** Its password. */
  public static final String PASSWORD = "for tests";

  /** Starts both; returns when both take connections. */
  public static EncryptedServers start(PostgresVersion version) {
    Path folder;
    try {
      folder = Files.createTempDirectory("pgws-tls");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var authority = new TestAuthority(folder, "authority");
    var own = authority.issue("servers", "dns:localhost");
    var postgres =
        PostgresServer.start(
            version,
            PostgresServer.Options.none()
                .with("ssl", "on")
                .with("ssl_cert_file", own.certificateFile().toString())
                .with("ssl_key_file", own.keyFile().toString())
                .withHba(
                    "host all postgres 127.0.0.1/32 trust",
                    "hostssl all " + USER + " 127.0.0.1/32 scram-sha-256",
                    "hostssl replication " + USER + " 127.0.0.1/32 scram-sha-256"));
    postgres.execute(
        "create role " + USER + " login replication password '" + PASSWORD + "'",
        "alter database postgres owner to " + USER);
    var nats =
        NatsServer.start(
            "tls { cert_file: \"%s\", key_file: \"%s\", ca_file: \"%s\" }"
                .formatted(own.certificateFile(), own.keyFile(), authority.certificateFile()));
    return new EncryptedServers(postgres, nats, authority.certificate());
  }

  @Override
  public void close() {
    try (postgres) {
      nats.close();
    }
  }
}
