package io.pgwalstreams.worker.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.Documents;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.api.v1alpha1.DatabaseSpec.TlsMode;
import io.pgwalstreams.api.v1alpha1.Operation;
import io.pgwalstreams.api.v1alpha1.WalStreamSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConverterTest {
  private static final Wishes NONE = new Wishes(null, null, null, false);
  private static final Wishes TAKE_OVER = new Wishes(null, null, null, true);
  private static final String WAL_LISTENER =
      """
      listener:
        serverPort: 80 # probes
        slotName: myslot_1
        refreshConnection: 30s
        heartbeatInterval: 10s
        filter:
          tables:
            seasons:
              - insert
              - UPDATE
            teams: [insert]
        topicsMap:
          public_seasons: "notifier"
      logger:
        level: debug
        fmt: json
      database:
        host: db.internal
        port: 5433
        name: my_db
        user: walreader
        password: very secret
        enableTLS: true
        sslMode: "verify-full"
      publisher:
        type: nats
        address: nats-1:4222,tls://nats-2:4222
        topic: "wal_listener"
        topicPrefix: ""
        enable_tls: true
      monitoring:
        sentryDSN: ""
        promAddr: ":2112"
      """;
  private static final String DEBEZIUM =
      """
      # Debezium Server
      debezium.sink.type=nats-jetstream
      debezium.sink.nats-jetstream.url=nats://nats:4222
      debezium.sink.nats-jetstream.create-stream=true
      debezium.sink.nats-jetstream.subjects=tutorial.*.*
      debezium.sink.nats-jetstream.auth.user=dbz
      debezium.sink.nats-jetstream.auth.password=nats secret
      debezium.source.connector.class=io.debezium.connector.postgresql.PostgresConnector
      debezium.source.offset.storage.file.filename=data/offsets.dat
      debezium.source.offset.flush.interval.ms=0
      debezium.source.database.hostname=postgres
      debezium.source.database.port=5432
      debezium.source.database.user=dbz
      debezium.source.database.password=very secret
      debezium.source.database.dbname=app
      debezium.source.topic.prefix=tutorial
      debezium.source.plugin.name=pgoutput
      debezium.source.table.include.list=inventory\\\\.customers,\\
          inventory.orders
      debezium.source.column.exclude.list=inventory.customers.password_hash
      debezium.source.snapshot.mode=no_data
      quarkus.log.console.json=false
      """;

  private static String convert(String text, Wishes wishes) {
    return Converter.convert("the.file", text, wishes);
  }

  private static Documents documents(String text, Wishes wishes) {
    String converted = convert(text, wishes);
    return new DocumentReader().read(List.of(new DocumentReader.Source("x", converted)));
  }

  private static WalStreamDocument document(String text, Wishes wishes) {
    return documents(text, wishes).walStream();
  }

  private static WalStreamSpec spec(String text) {
    return document(text, NONE).spec();
  }

  /** Comments in lines joined again, so that a test needs not know where they were broken. */
  private static String words(String text) {
    return convert(text, NONE).replaceAll("\\n# +(?!-)", " ");
  }

  @Test
  void aConfigurationOfWalListenerBecomesThisDocument() {
    assertThat(convert(WAL_LISTENER, NONE))
        .contains(
            """
            apiVersion: pgwalstreams.io/v1alpha1
            kind: WalStream
            metadata:
              name: my-db
            spec:
              database:
                host: db.internal
                port: 5433
                name: my_db
                credentials:
                  secretRef:
                    name: my-db-replication
                tls:
                  mode: verify-full
              publication:
                managed:
                  tables:
                    - schema: public
                      name: seasons
                    - schema: public
                      name: teams
                  operations:
                    - insert
                    - update
              filter:
                tables:
                  seasons:
                    - insert
                    - update
                  teams:
                    - insert
              nats:
                servers:
            """)
        .contains("topicsMap.public_seasons (line 13): ")
        .contains("pg_drop_replication_slot('myslot_1')");
    WalStreamSpec spec = spec(WAL_LISTENER);
    assertThat(spec.nats().servers()).containsExactly("nats://nats-1:4222", "tls://nats-2:4222");
    assertThat(spec.nats().subjectPrefix()).isEqualTo("my-db");
    assertThat(spec.database().tls().mode()).isEqualTo(TlsMode.VERIFY_FULL);
    assertThat(spec.slot().existing()).isNull();
    assertThat(spec.worker().logLevel().name()).isEqualTo("DEBUG");
  }

  @Test
  void aKeyThatIsNotKnownIsNamedWithItsLineAndNeverItsValue() {
    assertThat(words(WAL_LISTENER)).contains("- publisher.enable_tls (line 30)");
    assertThat(words(DEBEZIUM.replace("database.port", "database.prot")))
        .contains("- debezium.source.database.prot (line 12)");
    String odd = "\n\ndebezium.source.databaes.password=oops\n%dev.quarkus.x=1\n";
    assertThat(words(DEBEZIUM + odd))
        .contains("debezium.source.databaes.password (line 25), %dev.quarkus.x (line 26)")
        .doesNotContain("oops");
  }

  @Test
  void noPasswordIsCopied() {
    for (String text : List.of(WAL_LISTENER, DEBEZIUM)) {
      for (Wishes wishes : List.of(NONE, TAKE_OVER)) {
        assertThat(convert(text, wishes)).doesNotContain("very secret", "nats secret");
        assertThat(documents(text, wishes).secrets().values())
            .allSatisfy(s -> assertThat(s.get("password")).matches("\\$\\{[A-Z]+(_[A-Z]+)?}"));
      }
    }
  }

  @Test
  void takingOverGoesOnWithTheSlotAndThePublicationThatAreThere() {
    WalStreamSpec listener = document(WAL_LISTENER, TAKE_OVER).spec();
    assertThat(listener.slot().existing().name()).isEqualTo("myslot_1");
    assertThat(listener.publication().existing().name()).isEqualTo("wal-listener");
    assertThat(listener.filter().tables()).containsKeys("seasons", "teams");
    WalStreamSpec debezium = document(DEBEZIUM, TAKE_OVER).spec();
    assertThat(debezium.slot().existing().name()).isEqualTo("debezium");
    assertThat(debezium.publication().existing().name()).isEqualTo("dbz_publication");
    assertThat(debezium.filter().tables())
        .containsOnlyKeys("inventory.customers", "inventory.orders")
        .containsEntry(
            "inventory.orders", List.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE));
  }

  @Test
  void aSlotThatCannotBeGoneOnWithIsRefused() {
    assertThatThrownBy(() -> convert(DEBEZIUM.replace("=pgoutput", "=decoderbufs"), TAKE_OVER))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("another plugin");
    String drops = DEBEZIUM + "debezium.source.slot.drop.on.stop=true\n";
    assertThatThrownBy(() -> convert(drops, TAKE_OVER)).hasMessageContaining("drops the slot");
    assertThat(spec(drops).slot().existing()).isNull();
  }

  @Test
  void namedTablesOfDebeziumAreAPublicationOfTheirOwn() {
    WalStreamSpec spec = spec(DEBEZIUM);
    assertThat(spec.publication().managed().tables())
        .extracting(t -> t.schema() + "." + t.name())
        .containsExactly("inventory.customers", "inventory.orders");
    assertThat(spec.publication().managed().operations())
        .containsExactly(Operation.INSERT, Operation.UPDATE, Operation.DELETE);
    assertThat(spec.publication().managed().viaPartitionRoot()).isFalse();
    assertThat(spec.filter().tables()).isNull();
    assertThat(spec.filter().excludeColumns()).containsExactly("inventory.customers.password_hash");
    assertThat(spec.messages().prefixes()).containsExactly("*");
    assertThat(spec.nats().credentials().userPassword().secretRef().name()).isEqualTo("app-nats");
  }

  @Test
  void patternsOfDebeziumAreAFilterOfItsOwnPublication() {
    String text =
        DEBEZIUM.replaceAll("(?s)debezium.source.table.include.list.*?orders\n", "")
            + "debezium.source.schema.include.list=inventory,audit\n"
            + "debezium.source.skipped.operations=none\n";
    WalStreamSpec spec = spec(text);
    assertThat(spec.publication().existing().name()).isEqualTo("dbz_publication");
    assertThat(spec.filter().tables()).containsOnlyKeys("inventory.*", "audit.*");
    assertThat(spec.filter().tables().get("audit.*")).hasSize(4);
    WalStreamSpec decoderbufs = spec(text.replace("plugin.name=pgoutput", "name=x"));
    assertThat(decoderbufs.publication().managed().allTables()).isTrue();
  }

  @Test
  void withoutAnyListEverythingButTruncateIsWanted() {
    String text = DEBEZIUM.replaceAll("(?s)debezium.source.table.include.list.*?orders\n", "");
    assertThat(spec(text).filter().tables())
        .isEqualTo(Map.of("*", List.of(Operation.INSERT, Operation.UPDATE, Operation.DELETE)));
    assertThat(spec(text + "debezium.source.skipped.operations=none\n").filter().tables()).isNull();
  }

  @Test
  void whatWouldBePublishedInTheClearIsToldOf() {
    assertThat(words(DEBEZIUM + "debezium.source.column.mask.with.10.chars=public.users.card\n"))
        .contains("To decide:")
        .contains("debezium.source.column.mask.with.10.chars (line 23): VALUES ARE NOT MASKED");
    assertThat(words(DEBEZIUM + "debezium.source.column.exclude.list=public.users.pin[0-9]\n"))
        .contains("'public.users.pin[0-9]' says more than a pattern can say, and is left out");
  }

  @Test
  void aStreamThatTakesTheSameSubjectsIsToldOf() {
    assertThat(words(DEBEZIUM)).doesNotContain("no two streams");
    assertThat(words(DEBEZIUM.replace("subjects=tutorial.*.*", "subjects=*.*.*")))
        .contains("takes *.*.*, and no two streams", "--subjects 'tutorial.>'");
    String prefixed = convert(DEBEZIUM, new Wishes("shop", "prod", "tutorial", false));
    assertThat(prefixed.replaceAll("\\n# +", " ")).contains("takes tutorial.*.*, and no two");
    assertThat(prefixed).contains("  name: shop\n  namespace: prod\n", "name: shop-replication");
    String same = WAL_LISTENER.replace("topic: \"wal_listener\"", "topic: my-db");
    assertThat(spec(same).nats().subjectPrefix()).isEqualTo("my-db-changes");
  }

  @Test
  void theGoServicesExampleBecomesTheExampleThatIsShown() throws IOException {
    String config =
        """
        listener:
          slotName: myslot_1
          refreshConnection: 30s
          heartbeatInterval: 10s
        logger:
          caller: false
          level: info
          humanReadable: true
        database:
          host: postgresql
          port: 5432
          name: app
          user: user
          debug: false
          password: pass
          filter:
            tables:
              users:
                - insert
                - update
        nats:
          address: nats:4222
          clusterID: test-cluster
          clientID: pgwalstreams
          topicPrefix: db
        """;
    Path example =
        Path.of(System.getProperty("basedir", "."), "..", "examples", "predecessor.yaml");
    var source = new DocumentReader.Source("example", Files.readString(example));
    WalStreamSpec shown = new DocumentReader().read(List.of(source)).walStream().spec();
    WalStreamSpec spec = spec(config);
    assertThat(spec.nats()).isEqualTo(shown.nats());
    assertThat(spec.filter()).isEqualTo(shown.filter());
    assertThat(spec.publication().managed().tables())
        .isEqualTo(shown.publication().managed().tables());
    assertThat(spec.database().host()).isEqualTo(shown.database().host());
    assertThat(words(config)).doesNotContain("Not known");
    assertThat(document(config, TAKE_OVER).spec().slot().existing().name())
        .isEqualTo("myslot_1_app");
  }

  @Test
  void anotherBrokersConfigurationLeavesTheAddressToThePerson() {
    String kafka = WAL_LISTENER.replace("type: nats", "type: kafka");
    assertThat(words(kafka)).contains("publisher.type (line 26): it publishes to another broker");
    assertThat(spec(kafka).nats().servers()).containsExactly("nats://localhost:4222");
    String kinesis =
        "debezium.sink.kinesis.region=eu-central-1\n"
            + DEBEZIUM.replace("type=nats-jetstream", "type=kinesis");
    assertThat(words(kinesis)).contains("debezium.sink.type (line 3): it publishes elsewhere");
    assertThat(spec(kinesis).nats().servers()).containsExactly("nats://localhost:4222");
  }

  @Test
  void aUserInAnAddressGoesIntoASecret() {
    Documents found =
        documents(WAL_LISTENER.replace("nats-1:4222", "nats://me:very%20secret@nats-1"), NONE);
    assertThat(found.walStream().spec().nats().servers()).first().isEqualTo("nats://nats-1");
    assertThat(found.secrets().get("my-db-nats")).containsEntry("username", "me");
    assertThat(documents(WAL_LISTENER.replace("nats-1:4222", "tok@nats-1"), NONE).secrets())
        .containsEntry("my-db-nats", Map.of("token", "${NATS_TOKEN}"));
  }

  @Test
  void certificatesOfDebeziumComeFromSecretsThatTheNotesMake() {
    String text =
        DEBEZIUM
            + """
            debezium.source.database.sslmode=verify-ca
            debezium.source.database.sslrootcert=/ca.pem
            debezium.source.database.sslcert=/client.pem
            debezium.source.database.sslkey=/client.pk8
            debezium.sink.nats-jetstream.auth.tls.keystore=/nats.jks
            debezium.sink.nats-jetstream.auth.jwt=eyJ
            debezium.sink.nats-jetstream.auth.seed=SU
            """;
    WalStreamSpec spec = spec(text);
    assertThat(spec.database().tls().mode()).isEqualTo(TlsMode.VERIFY_CA);
    assertThat(spec.database().tls().caCertificate().secretKeyRef().name()).isEqualTo("app-ca");
    assertThat(spec.nats().tls().clientCertificate().secretRef().name())
        .isEqualTo("app-nats-client");
    assertThat(spec.nats().credentials().credsFile()).isNotNull();
    assertThat(words(text)).contains("generic app-ca --from-file=ca.crt=FILE", "tls app-client");
  }

  @Test
  void anExpressionIsToldOfUnlessItIsASecret() {
    String text =
        DEBEZIUM
            .replace("hostname=postgres", "hostname=${PG_HOST:postgres}")
            .replace("password=very secret", "password=${PG_PASSWORD}");
    assertThat(convert(text, NONE)).contains("database.hostname (line 11): its value is an");
    assertThat(convert(text, NONE)).doesNotContain("database.password (line");
  }

  @Test
  void whatIsMissingOrNoNumberIsToldOf() {
    String text = DEBEZIUM.replaceAll("(?m)^.*hostname.*$", "").replace("=5432", "=${PORT}");
    assertThat(words(text))
        .contains("database.hostname: it is not in the file: 'localhost' is written")
        .contains("database.port (line 12): it is no number: 5432 is taken");
    assertThat(spec(text).database().port()).isEqualTo(5432);
  }

  @Test
  void withoutAFilterTheDifferenceIsToldOf() {
    String none = WAL_LISTENER.replaceAll("(?s)  filter:.*?(?=  topicsMap)", "");
    assertThat(words(none)).contains("without it wal-listener publishes nothing");
    assertThat(spec(none).publication().existing().name()).isEqualTo("wal-listener");
  }

  @Test
  void aFileOfNobodysIsRefused() {
    assertThatThrownBy(() -> convert("a: 1\n", NONE))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("the.file is of none of the programs");
    assertThatThrownBy(() -> convert("a: [\n", NONE)).hasMessageContaining("the.file, line ");
    assertThatThrownBy(() -> convert("- a\n", NONE)).hasMessageContaining("no mapping");
    assertThatThrownBy(() -> convert("debezium.x=\\u12", NONE)).hasMessageContaining("line 1");
    assertThatThrownBy(
            () -> convert("debezium.source.connector.class=io.debezium.MySqlConnector", NONE))
        .hasMessageContaining("not the PostgreSQL connector");
  }

  @Test
  void everyLineOfANoteFitsAScreen() {
    for (String text : List.of(WAL_LISTENER, DEBEZIUM)) {
      assertThat(convert(text, NONE).lines())
          .filteredOn(line -> line.startsWith("#"))
          .hasSizeGreaterThan(10)
          .allMatch(line -> line.length() <= 100);
    }
  }
}
