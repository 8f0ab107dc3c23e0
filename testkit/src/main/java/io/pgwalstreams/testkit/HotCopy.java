package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/**
 * A copy of the data of a server that goes on working, to start a standby from. It is what
 * pg_basebackup makes, which the build's archives don't hold (PostgreSQL manual 25.3.3).
 */
final class HotCopy {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Slots are not copied, and WAL is streamed. Files that change meanwhile are no error. */
  private static final String COPY =
      "tar -C \"$0\" -cf - --exclude='./pg_replslot/*' --exclude='./pg_wal/0*'"
          + " --exclude='./postmaster.*' --exclude='./postgresql.auto.conf' . 2>/dev/null"
          + " | tar -C \"$1\" -xpf -";

  private HotCopy() {}

  /** Copies the data of {@code from} into a folder that is not there yet, as a standby's. */
  static void take(PostgresServer from, Path to) {
    try (Connection connection = from.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("select pg_backup_start('standby', true)");
      Files.createDirectory(to);
      Commands.run(LIMIT, List.of("sh", "-c", COPY, from.dataFolder().toString(), to.toString()));
      try (ResultSet label =
          statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
        label.next();
        Files.writeString(to.resolve("backup_label"), label.getString(1));
      }
      Files.createFile(to.resolve("standby.signal"));
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
