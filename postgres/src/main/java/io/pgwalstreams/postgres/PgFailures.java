package io.pgwalstreams.postgres;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.SqlFailures;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** What an exception of PgJDBC means, by SQLState (PostgreSQL manual, Appendix A). Pure. */
public final class PgFailures {
  private PgFailures() {}

  /** While a connection is made; {@code encrypting}: a TLS handshake was begun. */
  static FailureException connecting(SQLException e, PostgresEndpoint at, boolean encrypting) {
    return new FailureException(connectFailure(e, at, encrypting), e);
  }

  private static Failure connectFailure(SQLException e, PostgresEndpoint at, boolean encrypting) {
    var where = "PostgreSQL at " + at.host() + ":" + at.port();
    var tls = cause(e, SSLException.class);
    if (tls != null) {
      return tlsFailure(where, at, tls);
    }
    if (hasServerMessage(e)) {
      return serverFailure(e, at);
    }
    if (cause(e, UnknownHostException.class) != null) {
      return Reason.DatabaseUnreachable.because(
          "The host '" + at.host() + "' has no address", "correct database.host, or the DNS");
    }
    if (cause(e, ConnectException.class) != null) {
      return Reason.DatabaseUnreachable.because(
          where + " refuses the connection",
          "check host, port and listen_addresses, and that the server runs");
    }
    if (cause(e, NoRouteToHostException.class) != null
        || cause(e, SocketTimeoutException.class) != null) {
      return Reason.DatabaseUnreachable.because(
          where + " does not answer", "check host, port, firewalls and network policies");
    }
    if ("08004".equals(state(e))) {
      return encrypting || !mustEncrypt(at)
          ? Reason.AuthenticationFailed.because(
              where + " asks for a way of authentication that was not given: " + e.getMessage(),
              "give the password of user '" + at.user() + "', or change pg_hba.conf")
          : Reason.DatabaseTlsFailed.because(
              where + " does not speak TLS, and tls.mode is " + at.tls().mode().libpq(),
              "set ssl = on in postgresql.conf, or choose another tls.mode");
    }
    return Reason.DatabaseUnreachable.because(
        "The connection to " + where + " failed: " + rootMessage(e),
        "check host, port, network and the server's log");
  }

  private static boolean mustEncrypt(PostgresEndpoint at) {
    return switch (at.tls().mode()) {
      case DISABLE, PREFER -> false;
      case REQUIRE, VERIFY_CA, VERIFY_FULL -> true;
    };
  }

  private static Failure tlsFailure(String where, PostgresEndpoint at, SSLException e) {
    var why = rootMessage(e);
    if (why.contains("No name matching") || why.contains("subject alternative")) {
      return Reason.DatabaseTlsFailed.because(
          "The certificate of " + where + " is not for '" + at.host() + "' (" + why + ")",
          "use a host name that the certificate holds, or tls.mode verify-ca");
    }
    if (why.contains("unable to find valid certification path") || why.contains("PKIX")) {
      return Reason.DatabaseTlsFailed.because(
          "The certificate of " + where + " comes from no trusted authority (" + why + ")",
          "give the authority's certificate in database.tls.caCertificate");
    }
    return Reason.DatabaseTlsFailed.because(
        "TLS with " + where + " fails: " + why,
        "check database.tls, and the server's certificate and log");
  }

  /** While a connection is in use. */
  public static FailureException running(SQLException e, PostgresEndpoint at) {
    if (hasServerMessage(e)) {
      return new FailureException(serverFailure(e, at), e);
    }
    return new FailureException(
        Reason.DatabaseUnreachable.because(
            "The connection to PostgreSQL at "
                + at.host()
                + ":"
                + at.port()
                + " was lost: "
                + rootMessage(e),
            "check the server's log; the worker connects again by itself"),
        e);
  }

  /** What the server itself says: by SQLSTATE, but where one state stands for several things. */
  private static Failure serverFailure(SQLException e, PostgresEndpoint at) {
    var message = ((PSQLException) e).getServerErrorMessage();
    var doing = "PostgreSQL, as " + at;
    if ("42704".equals(state(e)) && message != null) {
      // the text may be in any language; the source file that raised it is not
      return "slot.c".equals(message.getFile())
          ? Reason.SlotMissing.because(
              doing + ": " + message.getMessage(), "create the slot, or correct its name")
          : Reason.PublicationMissing.because(
              doing + ": " + message.getMessage(),
              "create the publication before the slot, or correct its name");
    }
    if ("58P01".equals(state(e))) {
      return Reason.SlotLost.because(
          doing + ": " + e.getMessage(), "accept the gap to go on with a new slot");
    }
    return SqlFailures.of(e, doing);
  }

  private static String state(SQLException e) {
    var state = e.getSQLState();
    return state == null ? "" : state;
  }

  private static boolean hasServerMessage(SQLException e) {
    return e instanceof PSQLException p && p.getServerErrorMessage() != null;
  }

  private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      root = t;
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
