package io.pgwalstreams.worker.jetstream;

import io.nats.client.AuthHandler;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.tls.TlsContexts;
import io.pgwalstreams.tls.TlsContexts.Check;
import io.pgwalstreams.tls.TlsMaterial;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;

/** An endpoint in jnats' words: where to, as whom, and by which certificates. */
public final class NatsOptions {
  private NatsOptions() {}

  /** FailureException with NatsTlsFailed when the certificates cannot be used. */
  public static Options.Builder of(NatsEndpoint endpoint) {
    var builder =
        Options.builder()
            .servers(endpoint.servers().toArray(String[]::new))
            .connectionName(endpoint.name())
            .connectionTimeout(endpoint.connectTimeout())
            // keeps the host's name for the certificate check, and tries all its addresses
            .hostnameResolveMode(Options.HostnameResolveMode.HappyEyeballs);
    if (endpoint.encrypted()) {
      builder.sslContext(context(endpoint));
    }
    authenticate(builder, endpoint.credentials());
    return builder;
  }

  private static SSLContext context(NatsEndpoint endpoint) {
    var material = endpoint.tls() == null ? TlsMaterial.NONE : endpoint.tls();
    try {
      return TlsContexts.client(material, Check.CHAIN_AND_HOST);
    } catch (GeneralSecurityException e) {
      throw new FailureException(
          Reason.NatsTlsFailed.because(
              "nats.tls cannot be used, " + e.getMessage(), "give certificate and key as PEM"),
          e);
    }
  }

  private static void authenticate(Options.Builder builder, NatsCredentials credentials) {
    switch (credentials) {
      case NatsCredentials.None none -> {}
      case NatsCredentials.UserPassword(String user, char[] password) ->
          builder.userInfo(user.toCharArray(), password.clone());
      case NatsCredentials.Token(char[] token) -> builder.token(token.clone());
      case NatsCredentials.NKey(char[] seed) ->
          builder.authHandler(Nats.staticCredentials(null, seed.clone()));
      case NatsCredentials.CredsFile(byte[] content) -> builder.authHandler(creds(content));
    }
  }

  private static AuthHandler creds(byte[] content) {
    return Nats.staticCredentials(content.clone());
  }
}
