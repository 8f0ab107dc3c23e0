package io.pgwalstreams.demo;

import io.pgwalstreams.testkit.PostgresServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A database with a table {@code articles}, and a journal in which triggers note each change of it:
 * the application's, or a copy.
 */
final class ArticlesDatabase {
  private static final String JOURNAL =
      """
      create table journal (n bigserial primary key, entry text);
      create function note() returns trigger language plpgsql security definer
        set timezone = 'UTC' set search_path = public as $$
      begin
        insert into journal(entry) values (case tg_op
          when 'INSERT' then 'insert ' || new.id || ' ' || md5(new::text)
          when 'UPDATE' then 'update ' || old.id || ' to ' || new.id || ' ' || md5(new::text)
          when 'DELETE' then 'delete ' || old.id
          else 'truncate' end);
        return null;
      end $$;
      create trigger rows after insert or update or delete on articles
        for each row execute function note();
      create trigger whole after truncate on articles
        for each statement execute function note()""";

  private final PostgresServer server;
  private final String name;

  ArticlesDatabase(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Runs the script that makes the tables, and begins the journal. */
  void create(String script) {
    server.executeIn(name, script, JOURNAL);
  }

  /** Each change of a row since the beginning, in order. */
  List<String> journal() {
    return column("select entry from journal order by n");
  }

  int changes() {
    return Integer.parseInt(column("select count(*) from journal").getFirst());
  }

  /** The table's rows, with their values. */
  List<String> rows() {
    return column("select a::text from articles a order by id");
  }

  /** The first column of a query, as text. */
  List<String> column(String sql) {
    try (var connection = server.connect(name, PostgresServer.SUPERUSER, "");
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
