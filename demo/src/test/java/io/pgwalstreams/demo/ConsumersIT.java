package io.pgwalstreams.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.Nats;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The consumers below {@code examples/consumers}, each with a copy of its own, beside a worker
 * under load. {@code make consumers} runs those of all languages; without it one in Java is run.
 */
class ConsumersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final Path EXAMPLES = ROOT.resolve("examples/consumers").normalize();
  private static final Pattern ACCOUNTS = Pattern.compile("(?ms)^```\\n(accounts \\{.*?)^```$");
  private static final String CREDENTIALS =
      "    credentials: {userPassword: {secretRef: {name: nats}}}";
  private static final String SECRET =
      """
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: nats}
      stringData: {username: pgwalstreams, password: worker}
      """;
  private static final String STREAM = "db";
  private static final int MORE = 120;

  @TempDir private Path folder;
  private final PostgresServer postgres = PostgresServer.start(PostgresVersion.PG17);
  private final PostgresServer others = PostgresServer.start(PostgresVersion.PG18);
  private NatsServer nats;
  private final ArticlesDatabase source = new ArticlesDatabase(postgres, "app");
  private final List<ConsumerCopy> copies = new ArrayList<>();
  private WorkerProcess worker;
  private Connection connection;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    nats = NatsServer.start(accounts());
    connection = Nats.connect(nats.url().replace("//", "//test:test@"));
    postgres.execute(
        "create role replicator login replication", "create database app owner replicator");
    source.create(Files.readString(EXAMPLES.resolve("articles.sql")));
    postgres.executeIn("app", "alter table articles owner to replicator");
    document("Halt");
    Path jar = ROOT.resolve("worker/target/pgwalstreams-worker.jar").toAbsolutePath();
    worker = new WorkerProcess(jar, folder.resolve("walstream.yaml"), folder.resolve("worker.log"));
    worker.start();
    worker.awaitStreaming();
    for (ConsumerProgram program : ConsumerProgram.chosen()) {
      copies.add(ConsumerCopy.start(program, EXAMPLES, others, nats.url(), folder));
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    copies.forEach(ConsumerCopy::close);
    connection.close();
    worker.close();
    nats.close();
    others.close();
    postgres.close();
  }

  /** Worker and consumers have the permissions that the guide gives them, and no more. */
  private static String accounts() throws IOException {
    var block = ACCOUNTS.matcher(Files.readString(ROOT.resolve("docs/guide/nats.md")));
    assertThat(block.find()).isTrue();
    return block
            .group(1)
            .replace("$PGWALSTREAMS_PASSWORD", "worker")
            .replace("$BILLING_PASSWORD", "reader")
            .replace("users: [", "users: [{user: test, password: test}")
        + "no_auth_user: billing\n";
  }

  /** The document that stands beside the examples, for the servers at hand. */
  private void document(String onGap) throws IOException {
    String text = Files.readString(EXAMPLES.resolve("walstream.yaml"));
    Files.writeString(
        folder.resolve("walstream.yaml"),
        text.replace("host: localhost", "host: 127.0.0.1\n    port: " + postgres.port())
                .replace(
                    "servers: [\"nats://localhost:4222\"]",
                    "servers: [\"" + nats.url() + "\"]\n" + CREDENTIALS)
                .replace("${PGPASSWORD}", "unused")
                .replace("onGap: Halt", "onGap: " + onGap)
            + SECRET);
  }

  @Test
  void everyCopyIsTheTableWhateverIsKilledOrDeliveredAgain() throws Exception {
    killUnderLoad();
    everyCopyHasEachChangeOnceAndInOrder();
    deliverEverythingAgain();
    everyCopyHasEachChangeOnceAndInOrder();
    readEventsIntoALoadedCopy();
    gap();
  }

  private void killUnderLoad() throws Exception {
    var failure = new AtomicReference<@Nullable Exception>();
    try (var writing = postgres.connect("app", "replicator", "");
        ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor()) {
      var writer = new ArticlesWriter(writing);
      var running =
          load.scheduleWithFixedDelay(() -> write(writer, failure), 0, 20, TimeUnit.MILLISECONDS);
      for (int kill = 1; kill <= 2; kill++) {
        int before = kill * MORE;
        awaitEvery("goes on", copy -> copy.database().changes() > before);
        copies.forEach(ConsumerCopy::kill9);
        copies.forEach(ConsumerCopy::start);
        if (kill == 1) {
          load.submit(() -> truncate(writer, failure)).get();
        }
      }
      awaitEvery("goes on", copy -> copy.database().changes() > 3 * MORE);
      running.cancel(false);
    }
    assertThat(failure.get()).isNull();
  }

  private static void write(ArticlesWriter writer, AtomicReference<@Nullable Exception> failure) {
    try {
      writer.write();
    } catch (SQLException | RuntimeException e) {
      failure.set(e);
    }
  }

  private static void truncate(
      ArticlesWriter writer, AtomicReference<@Nullable Exception> failure) {
    try {
      writer.truncate();
    } catch (SQLException | RuntimeException e) {
      failure.set(e);
    }
  }

  private void awaitEvery(String what, Predicate<ConsumerCopy> condition) {
    for (ConsumerCopy copy : copies) {
      await()
          .alias(copy.id() + " " + what)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> !copy.log().isEmpty() && condition.test(copy));
    }
  }

  private void everyCopyHasEachChangeOnceAndInOrder() {
    List<String> written = source.journal();
    assertThat(written).hasSizeGreaterThan(3 * MORE).contains("truncate");
    awaitEvery("has all", copy -> copy.database().changes() >= written.size());
    for (ConsumerCopy copy : copies) {
      assertThat(copy.database().journal()).as(copy.id()).containsExactlyElementsOf(written);
      assertThat(copy.database().rows()).as(copy.id()).isEqualTo(source.rows());
    }
  }

  private void deliverEverythingAgain() throws Exception {
    copies.forEach(ConsumerCopy::kill9);
    startFromTheFirstEvent();
    assertThat(copies).allSatisfy(copy -> assertThat(copy.log()).contains("handled before"));
  }

  /**
   * The copy is the table of now, as after a load, and the events come that led there: those behind
   * the TRUNCATE, because that would undo the load.
   */
  private void readEventsIntoALoadedCopy() throws Exception {
    copies.forEach(ConsumerCopy::kill9);
    String[] position =
        connection
            .jetStreamManagement()
            .getLastMessage(STREAM, "db.public.articles.truncate")
            .getHeaders()
            .getFirst("Pgws-Position")
            .split("/", -1);
    String back =
        "update progress set lsn = '%s/%s', ordinal = %s"
            .formatted(position[1], position[2], position[3]);
    copies.forEach(copy -> others.executeIn(copy.id(), back));
    startFromTheFirstEvent();
    for (ConsumerCopy copy : copies) {
      assertThat(copy.database().rows()).as(copy.id()).isEqualTo(source.rows());
    }
  }

  /** The stream forgets how far each consumer was. */
  private void startFromTheFirstEvent() throws Exception {
    JetStreamManagement streams = connection.jetStreamManagement();
    for (ConsumerCopy copy : copies) {
      streams.deleteConsumer(STREAM, copy.id());
      copy.start();
    }
    awaitEvery("reads to the end", copy -> isAtTheEnd(streams, copy.id()));
  }

  private static boolean isAtTheEnd(JetStreamManagement streams, String consumer) {
    try {
      if (!streams.getConsumerNames(STREAM).contains(consumer)) {
        return false;
      }
      var info = streams.getConsumerInfo(STREAM, consumer);
      return info.getNumPending() == 0 && info.getNumAckPending() == 0;
    } catch (IOException | JetStreamApiException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A row is written that the slot does not have any more; later it is changed. */
  private void gap() throws Exception {
    // positions behind a gap may be smaller: the database may have been restored to an earlier time
    copies.forEach(copy -> others.executeIn(copy.id(), "update progress set lsn = 'FF/0'"));
    worker.kill9();
    postgres.executeIn("app", "insert into articles values (1, 'lost', 1, null, now())");
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                postgres.query(
                        "select pg_replication_slot_advance(slot_name, pg_current_wal_lsn())"
                            + " from pg_replication_slots where slot_type = 'logical'")
                    != null);
    document("Continue");
    worker.start();
    worker.awaitStreaming();
    awaitEvery("notes the gap", copy -> !gaps(copy).isEmpty());
    postgres.executeIn(
        "app",
        "update articles set name = 'found' where id = 1",
        "delete from articles where id <> 1 and id % 2 = 0");
    awaitEvery("is the table again", copy -> copy.database().rows().equals(source.rows()));
    for (ConsumerCopy copy : copies) {
      assertThat(gaps(copy)).as(copy.id()).containsExactly("SlotAdvanced");
    }
  }

  private static List<String> gaps(ConsumerCopy copy) {
    return copy.database().column("select reason from gaps");
  }
}
