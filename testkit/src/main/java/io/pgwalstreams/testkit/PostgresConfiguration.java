package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;

/** The settings of a server for tests. */
final class PostgresConfiguration {
  private PostgresConfiguration() {}

  /** What a standby has beside the settings of its primary. */
  static PostgresServer.Options ofStandby(PostgresServer.Options primary, int port, String slot) {
    String address = "host=127.0.0.1 port=" + port;
    return primary
        .with("primary_conninfo", address + " dbname=postgres user=" + PostgresServer.SUPERUSER)
        .with("primary_slot_name", slot)
        .with("hot_standby_feedback", "on")
        .with("sync_replication_slots", "on")
        .with("wal_receiver_status_interval", "1s");
  }

  /** Appends to what initdb has written; {@code folder} is for sockets. */
  static void write(Path data, Path folder, int port, PostgresServer.Options options) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("listen_addresses", "127.0.0.1");
    settings.put("unix_socket_directories", folder.toString());
    settings.put("wal_level", "logical");
    settings.put("max_wal_senders", "20");
    settings.put("max_replication_slots", "20");
    settings.put("fsync", "off");
    settings.put("shared_buffers", "32MB");
    settings.put("log_line_prefix", "%m [%p] %a ");
    settings.putAll(options.settings());
    var lines = new ArrayList<String>();
    settings.forEach((name, value) -> lines.add(name + " = '" + value + "'"));
    lines.add("port = " + port);
    try {
      Files.write(data.resolve("postgresql.conf"), lines, StandardOpenOption.APPEND);
      if (!options.hba().isEmpty()) {
        Files.write(data.resolve("pg_hba.conf"), options.hba());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
