package io.pgwalstreams.postgres;

import io.pgwalstreams.tls.TlsMaterial;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Where PostgreSQL is, and as whom to come. Immutable.
 *
 * @param host name or address, without port
 * @param password asked at every connect, so that a new one is taken up; an empty array: none
 * @param applicationName shown in pg_stat_activity and pg_stat_replication
 * @param connectTimeout for the whole connect, TLS and authentication included
 */
public record PostgresEndpoint(
    String host,
    int port,
    String database,
    String user,
    Supplier<char[]> password,
    Tls tls,
    String applicationName,
    Duration connectTimeout) {

  /** {@code database.tls}. */
  public record Tls(TlsMode mode, TlsMaterial material) {}

  /** libpq's sslmode (PostgreSQL manual 32.19). */
  public enum TlsMode {
    DISABLE("disable"),
    PREFER("prefer"),
    REQUIRE("require"),
    VERIFY_CA("verify-ca"),
    VERIFY_FULL("verify-full");

    private final String libpq;

    TlsMode(String libpq) {
      this.libpq = libpq;
    }

    /** The word as in libpq and in the document. */
    public String libpq() {
      return libpq;
    }
  }

  /** The same at another host. */
  public PostgresEndpoint at(String otherHost) {
    return new PostgresEndpoint(
        otherHost, port, database, user, password, tls, applicationName, connectTimeout);
  }

  /** The same server's other database. */
  public PostgresEndpoint in(String otherDatabase) {
    return new PostgresEndpoint(
        host, port, otherDatabase, user, password, tls, applicationName, connectTimeout);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database + " (sslmode " + tls.mode.libpq() + ")";
  }
}
