package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.postgres.PgConnector;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.postgres.PostgresEndpoint.TlsMode;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.tls.TlsMaterial;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.Step;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.change.TransactionCursor;
import io.pgwalstreams.worker.pgoutput.PgOutputDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a server's changes become: a publication and a slot, read by PostgreSQL's SQL function
 * through the settings of the worker's own connections.
 */
final class Recorder implements AutoCloseable {
  private final PostgresServer server;
  private final String publication;

  /** A change with its event. */
  record Recorded(Change change, Event event) {
    String body() {
      return Rows.body(event);
    }

    String subject() {
      return event.subject();
    }

    JsonNode json() {
      try {
        return new ObjectMapper().readTree(event.body().copy());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The members between action and commitTime, as text. */
    String rows() {
      int action = body().indexOf("\"action\":");
      return body().substring(body().indexOf(',', action) + 1, body().indexOf(",\"commitTime\""));
    }
  }

  /** Begins with what is committed from now on; {@code publication} is its clause in SQL. */
  Recorder(PostgresServer server, String publication) {
    this.server = server;
    this.publication = publication;
    server.execute(
        "CREATE PUBLICATION recorded " + publication,
        "SELECT pg_create_logical_replication_slot('recorded', 'pgoutput')");
  }

  static List<String> subjects(List<Recorded> events) {
    return events.stream().map(Recorded::subject).toList();
  }

  static List<String> rows(List<Recorded> events) {
    return events.stream().map(Recorded::rows).toList();
  }

  /** Everything so far, read anew each time; each event is one that the schema describes. */
  List<Recorded> peek(String... excludeColumns) {
    var filter = TableFilter.of(Map.of(), List.of(excludeColumns), List.of("*"));
    var encoder = new EventEncoder(Rows.SYSTEM, new SubjectTemplate("db"), filter);
    var cursor = new TransactionCursor();
    var recorded = new ArrayList<Recorded>();
    for (byte[] payload : payloads()) {
      var changes = new ArrayList<Change>();
      // each with a decoder of its own, so that the rows stay
      switch (cursor.next(new PgOutputDecoder().decode(payload, 0, payload.length))) {
        case Change change -> changes.add(change);
        case Step.Truncation(var several) -> changes.addAll(several);
        case Step.Began _, Step.Committed _, Step.Learned _ -> {}
      }
      changes.stream()
          .filter(filter::wants)
          .forEach(change -> recorded.add(new Recorded(change, Rows.encode(encoder, change))));
    }
    assertThat(recorded)
        .allSatisfy(
            r -> assertThat(EventSchema.exact().errors(r.body())).as(r.subject()).isEmpty());
    return recorded;
  }

  private List<byte[]> payloads() {
    flush();
    var payloads = new ArrayList<byte[]>();
    try (var connection = connector().sql();
        var statement = connection.createStatement()) {
      statement.execute("SET search_path = pg_catalog");
      try (var rows =
          statement.executeQuery(
              "SELECT data FROM pg_logical_slot_peek_binary_changes('recorded', NULL, NULL,"
                  + " 'proto_version', '1', 'publication_names', 'recorded', 'messages', 'true')")) {
        while (rows.next()) {
          payloads.add(rows.getBytes(1));
        }
      }
    } catch (SQLException e) {
      throw new IllegalStateException("reading " + publication, e);
    }
    return payloads;
  }

  /**
   * The SQL function sees flushed WAL alone, and a message outside transactions flushes nothing.
   */
  private void flush() {
    server.execute("CREATE TABLE flush ()", "DROP TABLE flush");
  }

  private PgConnector connector() {
    return new PgConnector(
        new PostgresEndpoint(
            server.host(),
            server.port(),
            "postgres",
            PostgresServer.SUPERUSER,
            () -> new char[0],
            new PostgresEndpoint.Tls(TlsMode.DISABLE, TlsMaterial.NONE),
            "pgwalstreams it",
            Duration.ofSeconds(10)));
  }

  @Override
  public void close() {
    server.execute("SELECT pg_drop_replication_slot('recorded')", "DROP PUBLICATION recorded");
  }
}
