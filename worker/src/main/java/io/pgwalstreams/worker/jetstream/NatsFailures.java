package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What a failed connect means. Pure. */
public final class NatsFailures {
  private NatsFailures() {}

  /** No server took us. */
  public static FailureException connecting(
      NatsEndpoint endpoint, Trouble.Known known, boolean authentication) {
    for (var e : known.exceptions()) {
      if (e instanceof FailureException own) {
        return own;
      }
    }
    return new FailureException(
        failure("NATS at " + endpoint, endpoint, known, authentication),
        known.exceptions().getLast());
  }

  static FailureException certificateDemanded(NatsEndpoint endpoint, Exception cause) {
    return new FailureException(
        Reason.NatsTlsFailed.because(
            "NATS at " + endpoint + " demands a client certificate",
            "give certificate and key in nats.tls, as a client certificate of an authority that"
                + " the server trusts"),
        cause);
  }

  private static Failure failure(
      String where, NatsEndpoint endpoint, Trouble.Known known, boolean authentication) {
    for (var words : known.errors()) {
      var lower = words.toLowerCase(Locale.ROOT);
      if (lower.contains("authoriz") || lower.contains("authentic") || lower.contains("expired")) {
        return refused(where, words);
      }
    }
    if (authentication) {
      return refused(where, known.exceptions().getLast().getMessage());
    }
    for (var e : known.exceptions()) {
      var tls = tlsFailure(where, endpoint, e);
      if (tls != null) {
        return tls;
      }
    }
    return unreachable(where, known);
  }

  private static Failure refused(String where, @Nullable String words) {
    return Reason.NatsAuthenticationFailed.because(
        where + " refuses the credentials (" + words + ")",
        "correct nats.credentials: the worker takes up a changed Secret by itself");
  }

  private static @Nullable Failure tlsFailure(
      String where, NatsEndpoint endpoint, Throwable thrown) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      var message = String.valueOf(e.getMessage());
      if (message.contains("SSL required by server")) {
        return Reason.NatsTlsFailed.because(
            where + " demands TLS", "write tls:// in nats.servers, or give nats.tls");
      }
      if (message.contains("SSL connection wanted by client")) {
        return Reason.NatsTlsFailed.because(
            where + " does not speak TLS", "write nats:// in nats.servers and remove nats.tls");
      }
      if (e instanceof SSLException || e instanceof CertificateException) {
        return handshake(where, endpoint, root(e));
      }
    }
    return null;
  }

  private static Failure handshake(String where, NatsEndpoint endpoint, String why) {
    if (why.contains("No name matching") || why.contains("subject alternative")) {
      return Reason.NatsTlsFailed.because(
          "the certificate of " + where + " is for another host (" + why + ")",
          "use a host name that the certificate holds");
    }
    if (why.contains("certification path") || why.contains("PKIX")) {
      return Reason.NatsTlsFailed.because(
          "the certificate of " + where + " comes from no trusted authority (" + why + ")",
          "give the authority's certificate in nats.tls.caCertificate");
    }
    boolean own = endpoint.tls() != null && endpoint.tls().certificate() != null;
    return Reason.NatsTlsFailed.because(
        "TLS with " + where + " fails: " + why,
        own
            ? "check nats.tls, and the server's log"
            : "check nats.tls: the server may demand a client certificate");
  }

  private static Failure unreachable(String where, Trouble.Known known) {
    for (var e : known.exceptions()) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        if (t instanceof UnknownHostException) {
          return Reason.NatsUnreachable.because(
              "a host of " + where + " has no address (" + t.getMessage() + ")",
              "correct nats.servers, or the DNS");
        }
        if (t instanceof ConnectException) {
          return Reason.NatsUnreachable.because(
              where + " refuses the connection",
              "check host and port, and that the server runs; the worker tries again by itself");
        }
      }
    }
    var words =
        known.errors().isEmpty() ? root(known.exceptions().getFirst()) : known.errors().getLast();
    return Reason.NatsUnreachable.because(
        "no connection to " + where + ": " + words,
        "check host, port and network; the worker tries again by itself");
  }

  private static String root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
