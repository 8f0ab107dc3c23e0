package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Column;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.ReplicaIdentity;
import io.pgwalstreams.worker.pgoutput.Tuples;
import io.pgwalstreams.worker.resume.SkipGate;
import io.pgwalstreams.worker.resume.StartPlan;
import io.pgwalstreams.worker.runtime.EventMapping;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What comes out, with the real encoder; events and items are used again. */
class FeedTest {
  private static final Lsn AT = new Lsn(100);
  private static final List<String> TABLES = List.of("a", "b", "c");

  private final ModelWalsender walsender = new ModelWalsender();
  private final Feed feed =
      new Feed(
          walsender,
          new SkipGate(
              new StartPlan.Skip(null, null, Optional.empty(), false, 0, new Lsn(1000)), AT),
          new EventMapping(ModelSession.settings(1), "7", 1 << 20));

  @BeforeEach
  void describeTables() {
    for (int i = 0; i < TABLES.size(); i++) {
      walsender.send(
          new PgOutputMessage.Relation(
              i + 1,
              "public",
              TABLES.get(i),
              ReplicaIdentity.DEFAULT,
              List.of(new Column(true, "id", 23, -1))));
    }
    walsender.send(new PgOutputMessage.Begin(AT, 100, 7));
  }

  private void insert(int relation, String id) {
    walsender.send(new PgOutputMessage.Insert(relation, Tuples.of(id)));
  }

  private void truncate(Long... relations) {
    walsender.send(new PgOutputMessage.Truncate(List.of(relations), false, false));
  }

  /** Label and body of each event, looked at when it comes, as who publishes does. */
  private List<String> events() {
    walsender.send(new PgOutputMessage.Commit(AT, new Lsn(105), 100));
    var all = new ArrayList<String>();
    for (FeedItem item = feed.next(); item != null; item = feed.next()) {
      if (item instanceof FeedItem.Publish p) {
        var event = p.event();
        String body = new String(event.body().copy(), StandardCharsets.UTF_8);
        all.add(event.label().table() + " " + event.label().action());
        assertThat(body)
            .contains(
                "\"id\":\"" + event.id() + "\"",
                "\"table\":\"" + event.label().table() + "\"",
                "\"action\":\"" + event.label().action().toUpperCase(java.util.Locale.ROOT) + "\"");
      }
    }
    return all;
  }

  @Test
  void eachEventHasItsOwnPositionAndTheLastOneTheTransactionsEnd() {
    insert(1, "1");
    truncate(2L, 3L);
    insert(2, "2");
    walsender.send(new PgOutputMessage.Commit(AT, new Lsn(105), 100));
    var all = new ArrayList<String>();
    for (FeedItem item = feed.next(); item != null; item = feed.next()) {
      if (item instanceof FeedItem.Publish p) {
        all.add(p.event().position() + " " + p.event().label().table() + " " + p.lastEnd());
      }
    }
    assertThat(all)
        .containsExactly("0/64/1 a null", "0/64/2 b null", "0/64/3 c null", "0/64/4 b 0/69");
  }

  @Test
  void aTruncateOfSeveralTablesGivesEachItsOwnBody() {
    truncate(1L, 2L, 3L);
    assertThat(events()).containsExactly("a truncate", "b truncate", "c truncate");
  }

  @Test
  void aRowBeforeATruncateOfSeveralTablesKeepsItsBody() {
    insert(3, "1");
    truncate(1L, 2L);
    insert(1, "2");
    insert(2, "3");
    assertThat(events())
        .containsExactly("c insert", "a truncate", "b truncate", "a insert", "b insert");
  }

  @Test
  void aMessageOutsideTransactionsComesBetweenTwoRowsWhoseBodiesStay() {
    insert(1, "1");
    walsender.send(
        new PgOutputMessage.LogicalMessage(false, new Lsn(50), "outside", new byte[] {'x'}));
    insert(2, "2");
    insert(3, "3");
    walsender.send(new PgOutputMessage.Commit(AT, new Lsn(105), 100));
    var bodies = new ArrayList<String>();
    for (FeedItem item = feed.next(); item != null; item = feed.next()) {
      if (item instanceof FeedItem.Publish p) {
        bodies.add(new String(p.event().body().copy(), StandardCharsets.UTF_8));
      }
    }
    assertThat(bodies).hasSize(4);
    assertThat(bodies.get(0)).contains("\"prefix\":\"outside\"");
    for (int i = 1; i <= 3; i++) {
      assertThat(bodies.get(i)).contains("\"data\":{\"id\":" + i + "}");
    }
  }
}
