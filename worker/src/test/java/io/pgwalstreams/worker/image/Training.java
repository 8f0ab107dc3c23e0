package io.pgwalstreams.worker.image;

import io.pgwalstreams.testkit.EncryptedServers;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Not a test: what an image's worker does before its Java writes the cache of what it has loaded
 * and seen ({@code images/aot.sh}). The arguments are the worker's command up to its verb. It has a
 * backlog, then changes of every kind one after the other, TLS on both sides; then it is stopped,
 * as a pod is. Ends with an error when the worker has not published everything.
 */
public final class Training {
  private static final int BACKLOG = 200;
  private static final int ROWS = 500;
  private static final int SINGLE = 4000;
  private static final String CONFIRMED =
      "select confirmed_flush_lsn >= '%s' from pg_replication_slots";
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(3);

  private static final String TABLE =
      """
      create table goods(id bigserial primary key, count int, small smallint, name text default 'a name',
        code varchar(20) default 'code', price numeric(12, 2) default 12.50, weight double precision default 1.5,
        there boolean default true, made timestamptz default now(), local timestamp default now(),
        day date default now(), body jsonb default '{"a": [1, 2, "three"]}', token uuid default gen_random_uuid(),
        raw bytea default '\\x0001ff', tags text[] default '{one,two}', nothing text)
      """;

  private Training() {}

  public static void main(String[] command) throws Exception {
    try (var servers = EncryptedServers.start(PostgresVersion.PG17)) {
      servers
          .postgres()
          .execute(
              TABLE,
              "alter table goods owner to " + EncryptedServers.USER,
              "create publication training for table goods",
              "select pg_create_logical_replication_slot('training', 'pgoutput')",
              "do $$ begin for i in 1.."
                  + BACKLOG
                  + " loop insert into goods(count, small) select"
                  + " g, 1 from generate_series(1, "
                  + ROWS
                  + ") g; commit; end loop; end $$");
      Path document = Files.createTempFile("training", ".yaml");
      Files.writeString(document, document(servers));
      var all = new ArrayList<>(List.of(command));
      all.addAll(List.of("run", document.toString(), "--served", "--listen", "127.0.0.1:0"));
      Process worker = new ProcessBuilder(all).inheritIO().start();
      try {
        awaitAll(servers.postgres(), worker);
        servers.postgres().execute(single());
        awaitAll(servers.postgres(), worker);
      } finally {
        worker.destroy();
        worker.onExit().join();
      }
    }
  }

  private static String single() {
    return "do $$ begin for i in 1.."
        + SINGLE
        + " loop"
        + " insert into goods(count) values (i); commit;"
        + " update goods set name = 'another' where id = i; commit;"
        + " delete from goods where id = i; commit;"
        + " if i % 10 = 0 then perform pg_sleep(0.005); end if;"
        + " end loop; end $$";
  }

  /** Everything up to now is stored by JetStream when PostgreSQL was told so. */
  private static void awaitAll(PostgresServer postgres, Process worker) {
    String end = postgres.query("select pg_current_wal_lsn()");
    long from = System.nanoTime();
    while (!"t".equals(postgres.query(CONFIRMED.formatted(end)))) {
      if (!worker.isAlive() || System.nanoTime() - from > PATIENCE) {
        throw new IllegalStateException("the worker has not published what it was given");
      }
      LockSupport.parkNanos(100_000_000);
    }
  }

  private static String document(EncryptedServers servers) {
    return """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: training}
        spec:
          database:
            host: localhost
            port: %d
            name: postgres
            credentials: {secretRef: {name: login}}
            tls: {mode: verify-full, caCertificate: {secretKeyRef: {name: authority, key: ca.crt}}}
          publication: {existing: {name: training}}
          slot: {existing: {name: training}}
          nats:
            servers: ["nats://localhost:%d"]
            tls: {caCertificate: {secretKeyRef: {name: authority, key: ca.crt}}}
            subjectPrefix: training
            stream: {name: training, createIfMissing: {}}
          delivery: {confirmDelay: 0s}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: login}
        stringData: {username: %s, password: %s}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: authority}
        stringData:
          ca.crt: |
        %s
        """
        .formatted(
            servers.postgres().port(),
            servers.nats().port(),
            EncryptedServers.USER,
            EncryptedServers.PASSWORD,
            servers.certificate().indent(4));
  }
}
