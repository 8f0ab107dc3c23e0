package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PgFailures;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.postgres.ReplicationConnection;
import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one round, which is ended when it takes too long: their sockets are closed
 * under whoever reads or writes. Used by one thread.
 */
final class Visit implements AutoCloseable {
  private final Access access;
  private final Duration longest;
  private final List<Connection> connections = new ArrayList<>();
  private final List<Socket> sockets = new ArrayList<>();
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
  private boolean late;

  /** Begins. */
  Visit(Access access, Duration longest) {
    this.access = access;
    this.longest = longest;
    var unused =
        end.orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (ended, overtime) -> {
                  if (overtime != null) {
                    cutOff();
                  }
                });
  }

  /** A connection that is closed with the round. Throws FailureException. */
  Connection open(PostgresEndpoint as) {
    try {
      Connection opened = access.open(as, this::made);
      connections.add(opened);
      return opened;
    } catch (FailureException e) {
      throw isLate() ? tooLong(as, e) : e;
    }
  }

  /** A walsender's connection, which the caller closes. Throws FailureException. */
  ReplicationConnection walsender(PostgresEndpoint as) {
    return access.walsender(as, this::made);
  }

  /** What an exception of one of the connections means. */
  FailureException failure(SQLException e, PostgresEndpoint as) {
    return isLate() ? tooLong(as, e) : PgFailures.running(e, as);
  }

  private FailureException tooLong(PostgresEndpoint as, Exception cause) {
    return new FailureException(
        Reason.DatabaseUnreachable.because(
            "PostgreSQL at "
                + as.host()
                + ":"
                + as.port()
                + " answers, and has come to no end within "
                + longest.toSeconds()
                + " seconds",
            "see what holds the server up, and that it is the one that is meant"),
        cause);
  }

  private synchronized boolean isLate() {
    return late;
  }

  private synchronized void made(Socket socket) {
    sockets.add(socket);
    if (late) {
      close(socket);
    }
  }

  private synchronized void cutOff() {
    late = true;
    sockets.forEach(Visit::close);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no use any more, and that was wanted
      return;
    }
  }

  @Override
  public void close() {
    connections.reversed().forEach(Access::close);
    end.complete(null);
  }
}
