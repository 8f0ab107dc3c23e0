package io.pgwalstreams.postgres;

import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.DatabaseSpec;
import io.pgwalstreams.api.v1alpha1.UserPasswordRef;
import java.time.Duration;
import java.util.Optional;

/**
 * From the document to the database's endpoints, with what it refers to. Methods throw
 * FailureException with SecretMissing.
 */
public final class DatabaseEndpoints {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final WalStreamDocument document;
  private final References references;

  public DatabaseEndpoints(WalStreamDocument document, References references) {
    this.document = document;
    this.references = references;
  }

  /** Whose changes are read as: {@code database.credentials}. */
  public PostgresEndpoint reader() {
    return endpoint(document.spec().database().credentials());
  }

  /** Who creates the publication: {@code database.setupCredentials}; empty: the reader. */
  public Optional<PostgresEndpoint> owner() {
    return Optional.ofNullable(document.spec().database().setupCredentials()).map(this::endpoint);
  }

  private PostgresEndpoint endpoint(UserPasswordRef credentials) {
    DatabaseSpec database = document.spec().database();
    DatabaseSpec.Tls tls = database.tls();
    String user = references.secret(credentials.secretRef().name(), credentials.usernameKey());
    char[] password = password(database, credentials).toCharArray();
    return new PostgresEndpoint(
        database.host(),
        database.port(),
        database.name(),
        user,
        () -> password,
        new PostgresEndpoint.Tls(
            mode(tls),
            new Certificates(references).material(tls.caCertificate(), tls.clientCertificate())),
        "pgwalstreams " + document.id(),
        CONNECT_TIMEOUT);
  }

  /** A client certificate may stand in for the password. */
  private String password(DatabaseSpec database, UserPasswordRef credentials) {
    if (database.tls().clientCertificate() != null
        && !references.has(credentials.secretRef().name(), credentials.passwordKey())) {
      return "";
    }
    return references.secret(credentials.secretRef().name(), credentials.passwordKey());
  }

  private static PostgresEndpoint.TlsMode mode(DatabaseSpec.Tls tls) {
    return switch (tls.effectiveMode()) {
      case DISABLE -> PostgresEndpoint.TlsMode.DISABLE;
      case PREFER -> PostgresEndpoint.TlsMode.PREFER;
      case REQUIRE -> PostgresEndpoint.TlsMode.REQUIRE;
      case VERIFY_CA -> PostgresEndpoint.TlsMode.VERIFY_CA;
      case VERIFY_FULL -> PostgresEndpoint.TlsMode.VERIFY_FULL;
    };
  }
}
