package io.pgwalstreams.e2e;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * An application that writes a row in each of its transactions, some forty a second, until it is
 * closed. When its connection or its server is killed, it begins anew. What PostgreSQL still runs
 * of one whose connection is gone goes on before the next one begins: there is one writer at a
 * time, so that the rows' keys grow as they are committed.
 */
final class SteadyLoad implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration BEFORE_ANEW = Duration.ofMillis(500);

  private static final String WRITE =
      """
      SELECT pg_advisory_lock(7);
      DO $$ BEGIN
        FOR i IN 1..1000 LOOP
          EXIT WHEN EXISTS (SELECT FROM %1$s_end);
          INSERT INTO %1$s (name) VALUES ('row');
          COMMIT;
          PERFORM pg_sleep(0.02);
        END LOOP;
      END $$;
      """;
  private static final String WRITERS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'";

  private final PostgresPod postgres;
  private final String table;
  private final CompletableFuture<Void> writing;
  private volatile boolean ending;

  private SteadyLoad(PostgresPod postgres, String table) {
    this.postgres = postgres;
    this.table = table;
    this.writing = CompletableFuture.runAsync(this::write, Background.THREADS);
  }

  /** Begins to write into a table {@code (id, name)} that is there. */
  static SteadyLoad on(PostgresPod postgres, String table) {
    postgres.sql("CREATE TABLE " + table + "_end (at timestamptz)");
    return new SteadyLoad(postgres, table);
  }

  private void write() {
    while (!ending) {
      Command run = postgres.sqlAs("postgres", "postgres", WRITE.formatted(table));
      if (run.exit() != 0) {
        LockSupport.parkNanos(BEFORE_ANEW.toNanos());
      }
    }
  }

  /** Returns when nobody writes any more. */
  @Override
  public void close() {
    ending = true;
    await()
        .atMost(PATIENCE)
        .ignoreException(AssertionError.class)
        .until(
            () -> {
              postgres.sql("INSERT INTO " + table + "_end VALUES (now())");
              return true;
            });
    writing.join();
    await().atMost(PATIENCE).until(() -> postgres.sql(WRITERS).equals("0"));
  }
}
