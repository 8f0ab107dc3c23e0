import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.IterableConsumer;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps a copy of the table public.articles: every change once and in order, whatever is killed.
 */
public final class Consumer {
  /** Changes one row when the event is new, and none when it was handled before. */
  private static final String ADVANCE =
      """
      INSERT INTO progress AS p VALUES (?, ?::bigint, ?::pg_lsn, ?::bigint)
      ON CONFLICT (source) DO UPDATE
        SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal
      WHERE (p.epoch, p.lsn, p.ordinal) < (excluded.epoch, excluded.lsn, excluded.ordinal)""";

  /** Behind a gap positions may begin again further back. */
  private static final String MOVE =
      """
      INSERT INTO progress AS p VALUES (?, ?::bigint, ?::pg_lsn, ?::bigint)
      ON CONFLICT (source) DO UPDATE
        SET epoch = excluded.epoch, lsn = excluded.lsn, ordinal = excluded.ordinal""";

  private static final String GAP =
      "INSERT INTO gaps (id, reason, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

  /**
   * PostgreSQL takes the values out of the JSON itself: no digit is lost on the way. A row may be
   * there already when the copy was loaded after the event.
   */
  private static final String PUT =
      """
      INSERT INTO articles
      SELECT r.* FROM (SELECT ?::jsonb -> 'data' AS data) event
      LEFT JOIN articles a ON a.id = (data ->> 'id')::bigint
      CROSS JOIN jsonb_populate_record(a, data) r
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, price = excluded.price,
        body = excluded.body, changed = excluded.changed""";

  /**
   * A column that is not in data (it stands in unchanged) keeps its value. dataOld has the key that
   * the row had, if that changed.
   */
  private static final String UPDATE =
      """
      WITH event AS (SELECT ?::jsonb AS json)
      UPDATE articles a SET (id, name, price, body, changed) =
        (SELECT r.* FROM jsonb_populate_record(a, event.json -> 'data') r)
      FROM event
      WHERE id = coalesce(event.json #>> '{dataOld,id}', event.json #>> '{data,id}')::bigint
        AND NOT EXISTS (
          SELECT FROM articles b WHERE b.id = (event.json #>> '{data,id}')::bigint AND b.id <> a.id)""";

  private static final String FORGET =
      "DELETE FROM articles WHERE id = (?::jsonb #>> '{dataOld,id}')::bigint";

  private static final String DELETE =
      "DELETE FROM articles WHERE id = (?::jsonb #>> '{data,id}')::bigint";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Consumer() {}

  /**
   * Where an event stands; positions of one source rise. Behind one of an epoch those of earlier
   * ones are void.
   */
  private record Position(String source, String epoch, String lsn, String ordinal) {
    private static final Pattern FORM =
        Pattern.compile("(\\d+)\\.\\d+/([0-9A-F]+/[0-9A-F]+)/(\\d+) \\d+ [0-9a-f]+ (\\d+) .*");

    static Position of(Message message) {
      Headers headers = message.hasHeaders() ? message.getHeaders() : new Headers();
      String words = headers.getFirst("Pgws-Position") + " " + headers.getFirst("Pgws-Chain");
      Matcher form = FORM.matcher(words);
      if (!form.matches()) {
        throw new IllegalArgumentException("not an event: position and chain are " + words);
      }
      return new Position(form.group(1), form.group(4), form.group(2), form.group(3));
    }
  }

  /** Whatever fails ends the program. Started again, it goes on where the copy is. */
  public static void main(String[] arguments) throws Exception {
    String stream = env("STREAM", "db");
    String prefix = env("PREFIX", "db");
    String name = env("CONSUMER", "articles");
    ConsumerConfiguration configuration =
        ConsumerConfiguration.builder()
            .durable(name)
            .filterSubjects(prefix + ".public.articles.*", prefix + ".gap")
            .deliverPolicy(DeliverPolicy.All)
            .ackPolicy(AckPolicy.Explicit)
            // the next event comes when this one is done: that keeps the order
            .maxAckPending(1)
            .ackWait(Duration.ofSeconds(5))
            .build();
    Options options = Options.builder().server(env("NATS_URL", Options.DEFAULT_URL)).build();
    try (Connection database =
            DriverManager.getConnection(env("DATABASE_URL", "jdbc:postgresql://localhost/copy"));
        io.nats.client.Connection nats = Nats.connect(options);
        IterableConsumer events =
            nats.getStreamContext(stream).createOrUpdateConsumer(configuration).iterate()) {
      database.setAutoCommit(false);
      System.out.println("reading " + stream + " as " + name);
      while (true) {
        Message message = events.nextMessage(Duration.ofSeconds(30));
        if (message != null) {
          apply(database, Position.of(message), message.getData());
          message.ackSync(Duration.ofSeconds(5));
        }
      }
    }
  }

  /** Brings one event into the copy, unless it is there; in one transaction with its position. */
  private static void apply(Connection database, Position at, byte[] body)
      throws SQLException, IOException {
    JsonNode event = JSON.readTree(body);
    if (event.get("action").asText().equals("GAP")) {
      gap(database, at, event);
    } else if (run(database, ADVANCE, at.source(), at.epoch(), at.lsn(), at.ordinal()) == 1) {
      change(database, event.get("action").asText(), new String(body, StandardCharsets.UTF_8));
    } else {
      System.out.println(at + " was handled before");
    }
    database.commit();
  }

  private static void change(Connection database, String action, String event) throws SQLException {
    switch (action) {
      case "INSERT" -> run(database, PUT, event);
      case "UPDATE" -> {
        if (run(database, UPDATE, event) == 0) {
          run(database, FORGET, event);
          run(database, PUT, event);
        }
      }
      case "DELETE" -> run(database, DELETE, event);
      case "TRUNCATE" -> run(database, "TRUNCATE articles");
      default -> throw new IllegalArgumentException("no way to handle " + action);
    }
  }

  private static void gap(Connection database, Position at, JsonNode event) throws SQLException {
    String id = event.get("id").asText();
    String message = event.get("message").asText();
    if (run(database, GAP, id, event.get("reason").asText(), message) == 1) {
      run(database, MOVE, at.source(), at.epoch(), at.lsn(), at.ordinal());
      System.out.println("gap " + id + ": " + message + ". Load the copy again.");
    }
  }

  /** How many rows a statement changed. */
  private static int run(Connection database, String sql, String... values) throws SQLException {
    try (var statement = database.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      return statement.executeUpdate();
    }
  }

  private static String env(String name, String otherwise) {
    return System.getenv().getOrDefault(name, otherwise);
  }
}
