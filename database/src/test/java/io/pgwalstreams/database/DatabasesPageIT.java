package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The SQL of {@code docs/guide/databases.md}, from top to bottom, as the roles that it names. */
class DatabasesPageIT {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "guide", "databases.md");
  private static final Pattern SQL = Pattern.compile("(?ms)^```sql\\n(.*?)^```$");

  @ParameterizedTest
  @EnumSource(names = {"PG14", "PG18"})
  void theRolesThatThePageMakesAreEnough(PostgresVersion version) throws IOException, SQLException {
    List<String> blocks =
        SQL.matcher(Files.readString(PAGE)).results().map(m -> m.group(1)).toList();
    assertThat(blocks).hasSize(5);
    try (var server =
        PostgresServer.start(version, PostgresServer.Options.none().with("wal_level", "logical"))) {
      server.execute("create role owner login password 'o'", "create database app owner owner");
      server.executeIn("app", blocks.get(0));
      try (Connection owner = server.connect("app", "owner", "o")) {
        execute(owner, tables());
        execute(owner, blocks.get(1));
        execute(owner, blocks.get(2));
      }
      try (Connection worker = server.connect("app", "shop_replication", "change me")) {
        execute(worker, "select pg_create_logical_replication_slot('shop', 'pgoutput')");
        assertThat(new SlotReader(worker).read("shop")).isPresent();
      }
      if (version.compareTo(PostgresVersion.PG17) >= 0) { // synchronized slots
        server.executeIn("app", blocks.get(3));
      }
      server.executeIn("app", blocks.get(4).split("(?<=;)"));
      assertThat(server.query("select count(*) from pg_replication_slots")).isEqualTo("0");
    }
  }

  private static String tables() {
    return "create table users(id int primary key); create table orders(id int primary key);"
        + " create table audit(line text)";
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
