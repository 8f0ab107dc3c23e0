package io.pgwalstreams.postgres;

import java.io.IOException;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A walsender's connection with the socket under it, and what comes from there. Holds them
 * strongly: PgJDBC closes a connection that nobody refers to, even while its copy is read.
 */
public record ReplicationConnection(
    Connection connection, Socket socket, MessageInput input, PostgresEndpoint endpoint)
    implements AutoCloseable {
  private static final Duration POLITENESS = Duration.ofMillis(500);

  /**
   * Says goodbye, so that the server frees the slot at once; but not for longer than half a second:
   * a server that reads nothing would hold up the caller.
   */
  @Override
  public void close() {
    var polite =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    connection.close();
                  } catch (SQLException e) {
                    // it is closed either way, and there is nobody to tell
                    return;
                  }
                });
    try {
      polite.join(POLITENESS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      socket.close();
    } catch (IOException e) {
      // closing is all that was wanted
      return;
    }
  }
}
