package io.pgwalstreams.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.TerminationMessage;
import io.pgwalstreams.api.v1alpha1.WorkerSpec.LogLevel;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.testkit.FreePort;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.testkit.PostgresServer;
import io.pgwalstreams.testkit.PostgresVersion;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.resume.Anchor;
import io.pgwalstreams.worker.resume.AnchorCodec;
import io.pgwalstreams.worker.resume.Epoch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import picocli.CommandLine;

/** The program as a person meets it: what it prints, and its exit status. */
class CommandsIT {
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path folder;

  @BeforeEach
  void capture(@TempDir Path temporary) {
    folder = temporary;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(stderr);
    Logging.configure(Logging.Format.TEXT, LogLevel.WARN);
  }

  private int run(String... arguments) {
    CommandLine line = Commands.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("shop.yaml"), text).toString();
  }

  private static String document(int postgres, String nats) {
    return """
        apiVersion: pgwalstreams.io/v1alpha1
        kind: WalStream
        metadata: {name: shop}
        spec:
          database:
            host: 127.0.0.1
            port: %d
            name: postgres
            credentials: {secretRef: {name: shop}}
          publication: {managed: {tables: [{name: users}]}}
          nats:
            servers: ["%s"]
            subjectPrefix: db
            stream: {name: db, createIfMissing: {}}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: shop}
        stringData: {username: postgres, password: "very secret"}
        """
        .formatted(postgres, nats);
  }

  @Test
  void helpTeachesOnAScreenOfEightyColumns() {
    for (List<String> arguments :
        List.of(
            List.of("--help"),
            List.of("run", "--help"),
            List.of("check", "--help"),
            List.of("convert", "--help"))) {
      assertThat(run(arguments.toArray(String[]::new))).isZero();
    }
    assertThat(out.toString())
        .contains("To begin with:", "check shop.yaml", "--secrets", "Exit status", "--accept");
    assertThat(out.toString().lines()).allMatch(l -> l.length() <= 80);
  }

  @Test
  void withoutACommandItTeachesToo() {
    assertThat(run()).isZero();
    assertThat(out.toString()).contains("To begin with:");
  }

  @Test
  void versionNamesProgramAndJava() {
    assertThat(run("version")).isZero();
    assertThat(out.toString()).contains("pgwalstreams-worker").contains("Java 25");
  }

  @Test
  void wrongUsageIsToldWithTheUsage() {
    assertThat(run("run", "shop.yaml", "--frobnicate")).isEqualTo(2);
    assertThat(run("run")).isEqualTo(2);
    assertThat(run("run", "shop.yaml", "--listen", "127.0.0.1:99999")).isEqualTo(2);
    assertThat(run("run", "shop.yaml", "--listen", "here")).isEqualTo(2);
    assertThat(run("run", "shop.yaml", "--shutdown-timeout", "-3")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--frobnicate", "FILE", "'127.0.0.1:99999'", "'here'", "not -3");
  }

  @Test
  void aFileThatIsNotThereEndsItWithReasonAndRemedy() throws IOException {
    Path termination = folder.resolve("termination-log");
    String missing = folder.resolve("missing.yaml").toString();
    int status =
        run("run", missing, "--log-format", "text", "--termination-log", termination.toString());
    assertThat(status).isEqualTo(64);
    assertThat(err.toString())
        .startsWith("InvalidSpec: there is no file " + missing)
        .contains("name a readable YAML file");
    Failure why = TerminationMessage.parse(Files.readString(termination)).orElseThrow().why();
    assertThat(err.toString()).isEqualTo(why.reason() + ": " + why.sentence() + "\n");
  }

  @Test
  void theLastLineOfAJsonLogIsJsonToo() throws IOException {
    int status = run("run", file("a: ["), "--log-format", "json");
    assertThat(status).isEqualTo(64);
    assertThat(err.toString()).isEmpty();
    JsonNode line = new ObjectMapper().readTree(log.toString(StandardCharsets.UTF_8));
    assertThat(line.path("level").asText()).isEqualTo("ERROR");
    assertThat(line.path("reason").asText()).isEqualTo("InvalidSpec");
    assertThat(line.path("status").asInt()).isEqualTo(64);
  }

  @Test
  void aTerminationLogThatCannotBeWrittenHidesNothing() throws IOException {
    int status =
        run("run", file(""), "--log-format", "text", "--termination-log", "/proc/nothing/here");
    assertThat(status).isEqualTo(64);
    assertThat(err.toString()).contains("InvalidSpec");
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("cannot write the termination log");
  }

  @Test
  void twoDocumentsAreRefusedOnOneLine() throws IOException {
    String one = document(1, "nats://127.0.0.1:1");
    assertThat(run("run", file(one + "---\n" + one), "--log-format", "text")).isEqualTo(64);
    assertThat(err.toString()).contains("write exactly one").doesNotContain("very secret");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void anAddressInUseIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      String file = file(document(1, "nats://127.0.0.1:1"));
      assertThat(run("run", file, "--listen", address, "--log-format", "text")).isEqualTo(64);
      assertThat(err.toString()).contains(address).contains("free port");
    }
  }

  @Test
  void checkSaysWhatIsAwayOnBothSides() throws IOException {
    String file = file(document(FreePort.next(), "nats://127.0.0.1:" + FreePort.next()));
    assertThat(run("check", file)).isEqualTo(65);
    assertThat(out.toString())
        .containsPattern("FAILED +database +DatabaseUnreachable")
        .containsPattern("FAILED +nats +NatsUnreachable")
        .contains("->")
        .contains("2 failed")
        .doesNotContain("very secret");
  }

  @Test
  void checkChangesNothingAndSaysWhatWillBeCreated() throws IOException, InterruptedException {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute("create table users(id int primary key)");
      String file = file(document(postgres.port(), nats.url()));
      assertThat(run("check", file)).as(out::toString).isZero();
      assertThat(out.toString())
          .contains("WalStream default/shop", "will be created", "a run would start")
          .doesNotContain("FAILED");
      assertThat(postgres.query("select count(*) from pg_publication")).isEqualTo("0");
      assertThat(postgres.query("select count(*) from pg_replication_slots")).isEqualTo("0");
      assertThat(streams(nats)).isZero();
    }
  }

  @Test
  void checkLooksAtTheStreamAndTheBucketThatExist() throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute("create table users(id int primary key)");
      var connection = Nats.connect(nats.url());
      connection
          .request(
              "$JS.API.STREAM.CREATE.db",
              "{\"name\":\"db\",\"subjects\":[\"db.public.>\"]}".getBytes(StandardCharsets.UTF_8))
          .join();
      connection
          .request(
              "$JS.API.STREAM.CREATE.KV_pgwalstreams",
              ("{\"name\":\"KV_pgwalstreams\",\"subjects\":[\"$KV.pgwalstreams.>\"],"
                      + "\"max_msgs_per_subject\":1}")
                  .getBytes(StandardCharsets.UTF_8))
          .join();
      connection.close();
      assertThat(run("check", file(document(postgres.port(), nats.url())))).isEqualTo(68);
      assertThat(out.toString())
          .containsPattern("FAILED +stream +StreamSubjectsMissing: .*db.public.>")
          .contains("add 'db.>'")
          .containsPattern("FAILED +bucket +BucketUnsuitable: .*its history is 1");
    }
  }

  @Test
  void checkOfAStreamThatIsRefusedSaysThatTheSlotKeepsWalMeanwhile() throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute(
          "create table users(id int primary key)",
          "create publication p for table users",
          "select pg_create_logical_replication_slot('s', 'pgoutput')");
      String file =
          file(
              document(postgres.port(), nats.url())
                  .replace("managed: {tables: [{name: users}]}", "existing: {name: p}")
                  .replace("  nats:", "  slot: {existing: {name: s}}\n  nats:"));
      otherStream(nats);
      assertThat(run("check", file)).isEqualTo(68);
      assertThat(out.toString())
          .containsPattern("FAILED +stream +StreamUnsuitable")
          .containsPattern(
              "ok +slot +s, retains \\d+ bytes of WAL, and more until a worker publishes");
    }
  }

  @Test
  void checkSaysByWhichCommandsAWeakStreamBecomesBetter() throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute("create table users(id int primary key)");
      var connection = Nats.connect(nats.url());
      connection
          .request(
              "$JS.API.STREAM.CREATE.db",
              "{\"name\":\"db\",\"subjects\":[\"db.>\"],\"storage\":\"file\"}"
                  .getBytes(StandardCharsets.UTF_8))
          .join();
      connection.close();
      assertThat(run("check", file(document(postgres.port(), nats.url())))).isZero();
      assertThat(out.toString())
          .containsPattern("warning +stream +stream 'db': one replica: .*")
          .contains("-> where NATS is a cluster of three servers or more: nats stream edit db");
    }
  }

  @Test
  void checkCallsASlotGoodThatItsOwnWorkerReads() throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute(
          "create table users(id int primary key)",
          "create publication p for table users",
          "select pg_create_logical_replication_slot('s', 'pgoutput')");
      String file =
          file(
              document(postgres.port(), nats.url())
                  .replace("managed: {tables: [{name: users}]}", "existing: {name: p}")
                  .replace("  nats:", "  slot: {existing: {name: s}}\n  nats:"));
      try (var worker = reader(postgres, "pgwalstreams default/shop")) {
        assertThat(worker.isClosed()).isFalse();
        assertThat(run("check", file)).as(out::toString).isZero();
        assertThat(out.toString())
            .containsPattern(
                "ok +slot +s, read by this WalStream's worker, retains \\d+ bytes of WAL\\R")
            .doesNotContain("pg_terminate_backend");
      }
      try (var somebody = reader(postgres, "somebody")) {
        assertThat(somebody.isClosed()).isFalse();
        assertThat(run("check", file)).as(out::toString).isZero();
        assertThat(out.toString())
            .containsPattern("warning +slot +replication slot 's' is read by process")
            .contains("pg_terminate_backend");
      }
    }
  }

  /** A session that calls itself so and reads from slot s. */
  private static Connection reader(PostgresServer postgres, String name) throws SQLException {
    var properties = new Properties();
    properties.putAll(
        Map.of(
            "user", "postgres",
            "replication", "database",
            "preferQueryMode", "simple",
            "assumeMinServerVersion", "14",
            "ApplicationName", name));
    Connection connection = DriverManager.getConnection(postgres.jdbcUrl("postgres"), properties);
    Awaitility.await().ignoreExceptions().untilAsserted(() -> read(connection));
    return connection;
  }

  private static void read(Connection connection) throws SQLException {
    connection
        .unwrap(PGConnection.class)
        .getReplicationAPI()
        .replicationStream()
        .logical()
        .withSlotName("s")
        .withSlotOption("proto_version", 1)
        .withSlotOption("publication_names", "p")
        .start();
  }

  private static void otherStream(NatsServer nats) throws Exception {
    var connection = Nats.connect(nats.url());
    var other = StreamConfiguration.builder().name("events").subjects("other.>", "db.public.*.*");
    var unused = connection.jetStreamManagement().addStream(other.build());
    connection.close();
  }

  @Test
  void checkNamesTheOtherStreamThatTakesTheSubjects() throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute("create table users(id int primary key)");
      otherStream(nats);
      assertThat(run("check", file(document(postgres.port(), nats.url())))).isEqualTo(68);
      assertThat(out.toString())
          .containsPattern("FAILED +stream +StreamUnsuitable: stream 'events' takes subjects of")
          .contains("take these subjects from stream 'events'")
          .contains("delete the WalStream and apply it changed, if it has published nothing");
    }
  }

  @Test
  void runRefusesSubjectsThatAreTakenBeforeItCreatesAnything() throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute("create table users(id int primary key)");
      otherStream(nats);
      String file = file(document(postgres.port(), nats.url()));
      assertThat(run("run", file, "--listen", "off", "--log-format", "text")).isEqualTo(68);
      assertThat(err.toString()).startsWith("StreamUnsuitable: stream 'events' takes subjects of");
      assertThat(postgres.query("select count(*) from pg_publication")).isEqualTo("0");
      assertThat(postgres.query("select count(*) from pg_replication_slots")).isEqualTo("0");
    }
  }

  @Test
  void checkFindsByTryingThatTheRoleMayNotMakeThePublication() throws IOException {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute(
          "create table users(id int primary key)", "create role reader login replication");
      String file =
          file(
              document(postgres.port(), nats.url())
                  .replace("username: postgres", "username: reader"));
      assertThat(run("check", file)).isEqualTo(65);
      assertThat(out.toString())
          .containsPattern("FAILED +publication +PrivilegeMissing: .*database postgres")
          .contains("give the role CREATE on the database", "database.setupCredentials");
      postgres.execute("grant create on database postgres to reader");
      assertThat(run("check", file)).isEqualTo(65);
      assertThat(out.toString())
          .containsPattern("PrivilegeMissing: .*must be owner of table users");
      postgres.execute("alter table users owner to reader");
      assertThat(run("check", file)).as(out::toString).isZero();
      assertThat(postgres.query("select count(*) from pg_publication")).isEqualTo("0");
    }
  }

  @Test
  void checkNamesTheWalStreamThatTheStreamBelongsTo() throws Exception {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start()) {
      postgres.execute("create table users(id int primary key)");
      var connection = Nats.connect(nats.url());
      var jetStream = connection.jetStreamManagement();
      var stream = StreamConfiguration.builder().name("db").subjects("db.>").build();
      jetStream.addStream(stream);
      String created =
          asTheServerPrintsIt(connection.request("$JS.API.STREAM.INFO.db", null).get());
      var bucket = KeyValueConfiguration.builder().name("pgwalstreams").maxHistoryPerKey(64);
      var unused = connection.keyValueManagement().create(bucket.build());
      connection.keyValue("pgwalstreams").put("shop.orders", anchorIn(created));
      connection.close();
      assertThat(run("check", file(document(postgres.port(), nats.url())))).isEqualTo(66);
      assertThat(out.toString())
          .containsPattern("FAILED +stream +ClaimedByAnother: .*checkpoint shop.orders");
    }
  }

  /** Without zeros at the end of its nanoseconds, which Java would print. */
  private static String asTheServerPrintsIt(Message info) throws IOException {
    return new ObjectMapper().readTree(info.getData()).path("created").asText();
  }

  private static byte[] anchorIn(String streamCreated) {
    Lsn start = Lsn.parse("0/400");
    return AnchorCodec.encode(
        new Anchor(
            0,
            new Position(start, 0),
            null,
            null,
            start,
            new Anchor.StreamIdentity(streamCreated, ""),
            new Anchor.SourceIdentity("7300000000000000001", 1, 17),
            "f00d",
            new Epoch(1, Epoch.SETTLED),
            null));
  }

  @Test
  void checkTellsARefusedNatsPasswordFromANetworkThatIsAway() throws IOException {
    try (var postgres = PostgresServer.start(PostgresVersion.PG17);
        var nats = NatsServer.start("authorization {user: shop, password: right}")) {
      postgres.execute("create table users(id int primary key)");
      String file = file(document(postgres.port(), nats.url()));
      assertThat(run("check", file)).isNotZero();
      assertThat(out.toString()).containsPattern("FAILED +nats +NatsAuthenticationFailed");
    }
  }

  private static int streams(NatsServer nats) throws IOException, InterruptedException {
    var connection = Nats.connect(nats.url());
    try {
      byte[] answer = connection.request("$JS.API.STREAM.NAMES", null).join().getData();
      return new ObjectMapper().readTree(answer).path("total").asInt();
    } finally {
      connection.close();
    }
  }
}
