package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.worker.convert.Converter;
import io.pgwalstreams.worker.convert.Wishes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the converter prints is run, in the place of the other program. */
@Timeout(180)
class ConvertedIT {
  private PostgresServer postgres;
  private NatsServer nats;

  @BeforeEach
  void start() {
    postgres = PostgresServer.start(PostgresVersion.PG17);
    nats = NatsServer.start();
    postgres.execute("create table seasons(id int primary key, name text)");
  }

  @AfterEach
  void stop() {
    nats.close();
    postgres.close();
  }

  private WorkerProcess worker(String config, boolean takeOver) {
    String converted = Converter.convert("config", config, new Wishes(null, null, null, takeOver));
    WorkerProcess worker = WorkerProcess.of(WorkerDocument.of(postgres, nats));
    worker.write(converted.replace("${PGPASSWORD}", "unused"));
    return worker.start().awaitStreaming();
  }

  private List<String> stored() {
    var all = new ArrayList<String>();
    new StreamTap(nats, "postgres")
        .read(
            1,
            m ->
                all.add(
                    m.subject()
                        + new String(m.body(), StandardCharsets.UTF_8)
                            .replaceAll(".*\"id\":([0-9]+).*", " $1")));
    return all;
  }

  /** The slot as the other program leaves it: row 1 is published and confirmed, row 2 is not. */
  private void leave(String slot, String publication) {
    postgres.execute(
        "create publication \"" + publication + "\" for all tables",
        "select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')",
        "insert into seasons values (1, 'spring')",
        "select pg_replication_slot_advance('" + slot + "', pg_current_wal_lsn())",
        "insert into seasons values (2, 'summer')");
  }

  private String walListener() {
    return """
        listener:
          slotName: myslot_1
          refreshConnection: 30s
          heartbeatInterval: 10s
          filter: {tables: {seasons: [insert, update]}}
        logger: {level: info, fmt: json}
        database: {host: %s, port: %d, name: postgres, user: postgres, password: x}
        publisher: {type: nats, address: "127.0.0.1:%d", topic: wal_listener}
        """
        .formatted(postgres.host(), postgres.port(), nats.port());
  }

  @Test
  void aSlotThatIsTakenOverGoesOnWhereItWasConfirmed() {
    new StreamTap(nats, "wal_listener")
        .create(StreamConfiguration.builder().subjects("wal_listener.*"));
    leave("myslot_1", "wal-listener");
    try (WorkerProcess worker = worker(walListener(), true)) {
      postgres.execute(
          "insert into seasons values (3, 'autumn')", "delete from seasons where id = 1");
      postgres.execute("update seasons set name = 'fall' where id = 3");
      await()
          .untilAsserted(
              () ->
                  assertThat(stored())
                      .containsExactly(
                          "postgres.public.seasons.insert 2",
                          "postgres.public.seasons.insert 3",
                          "postgres.public.seasons.update 3"));
      assertThat(worker.isRunning()).isTrue();
    }
  }

  @Test
  void besideDebeziumsStreamTheWorkerHasASlotAndAPublicationOfItsOwn() {
    new StreamTap(nats, "DebeziumStream")
        .create(StreamConfiguration.builder().subjects("tutorial.*.*"));
    leave("debezium", "dbz_publication");
    String config =
        """
        debezium.sink.type=nats-jetstream
        debezium.sink.nats-jetstream.url=%s
        debezium.sink.nats-jetstream.subjects=tutorial.*.*
        debezium.source.connector.class=io.debezium.connector.postgresql.PostgresConnector
        debezium.source.database.hostname=%s
        debezium.source.database.port=%d
        debezium.source.database.user=postgres
        debezium.source.database.password=x
        debezium.source.database.dbname=postgres
        debezium.source.topic.prefix=tutorial
        debezium.source.plugin.name=pgoutput
        debezium.source.table.include.list=public.seasons
        """
            .formatted(nats.url(), postgres.host(), postgres.port());
    try (WorkerProcess worker = worker(config, false)) {
      postgres.execute("insert into seasons values (3, 'autumn')", "truncate seasons");
      postgres.execute(
          "insert into seasons values (4, 'winter')",
          "select pg_logical_emit_message(true, 'outbox', '{\"id\":5}')");
      await()
          .untilAsserted(
              () ->
                  assertThat(stored())
                      .containsExactly(
                          "postgres.public.seasons.insert 3",
                          "postgres.public.seasons.insert 4",
                          "postgres.message.outbox 5"));
      assertThat(worker.isRunning()).isTrue();
      assertThat(postgres.query("select count(*) from pg_replication_slots")).isEqualTo("2");
    }
  }
}
