package io.pgwalstreams.api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.DatabaseSpec.TlsMode;
import io.pgwalstreams.api.v1alpha1.DeliverySpec;
import io.pgwalstreams.api.v1alpha1.Operation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentReaderTest {
  static final String GOOD =
      """
      apiVersion: pgwalstreams.io/v1alpha1
      kind: WalStream
      metadata: {name: shop}
      spec:
        database:
          host: localhost
          name: app
          credentials: {secretRef: {name: login}}
        publication: {managed: {tables: [{name: users}]}}
        nats:
          servers: ["nats://localhost:4222"]
          subjectPrefix: db
          stream: {name: db}
      """;

  private final DocumentReader reader = new DocumentReader();

  private WalStreamDocument read(String text) {
    return reader.read(List.of(new DocumentReader.Source("shop.yaml", text))).walStream();
  }

  private void refuses(String text, String... sentences) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> read(text))
        .satisfies(e -> assertThat(e.failure().reason()).isEqualTo(Reason.InvalidSpec))
        .satisfies(e -> assertThat(e.failure().message()).contains(sentences));
  }

  @Test
  void refusesThePodsKeysThatAreTheOperators() {
    String labels = "write other keys in worker.podLabels";
    refuses(GOOD + "  worker: {podLabels: {pgwalstreams.io/walstream: x}}\n", labels);
    refuses(GOOD + "  worker: {podLabels: {app.kubernetes.io/name: x}}\n", labels);
    refuses(GOOD + "  worker: {podLabels: {app.kubernetes.io/managed-by: x}}\n", labels);
    refuses(
        GOOD + "  worker: {podAnnotations: {pgwalstreams.io/accepted: x}}\n",
        "write other keys in worker.podAnnotations");
    read(
        GOOD
            + "  worker: {podLabels: {app.kubernetes.io/part-of: x}, podAnnotations:"
            + " {app.kubernetes.io/name: x}}\n");
  }

  @Test
  void fillsInEveryDefault() {
    WalStreamDocument document = read(GOOD);
    assertThat(document.id()).isEqualTo("default/shop");
    assertThat(document.spec().database().port()).isEqualTo(5432);
    assertThat(document.spec().database().tls().effectiveMode()).isEqualTo(TlsMode.PREFER);
    assertThat(document.spec().delivery().mode()).isEqualTo(DeliverySpec.Mode.ExactlyOnce);
    assertThat(document.spec().publication().managed().operations())
        .containsExactly(Operation.values());
    assertThat(document.spec().publication().managed().tables().getFirst().schema())
        .isEqualTo("public");
    assertThat(document.spec().slot().managed().failover()).isTrue();
    assertThat(document.spec().nats().checkpointBucket()).isEqualTo("pgwalstreams");
  }

  @Test
  void namesSlotAndPublicationAsWrittenOrAfterItself() {
    WalStreamDocument document = read(GOOD);
    assertThat(document.slotName()).startsWith("ws_default_shop_");
    assertThat(document.publicationName()).isEqualTo(document.slotName());
    WalStreamDocument managed =
        read(
            GOOD.replace("{managed: {", "{managed: {name: p, ") + "  slot: {managed: {name: s}}\n");
    assertThat(managed.publicationName()).isEqualTo("p");
    assertThat(managed.slotName()).isEqualTo("s");
    WalStreamDocument existing =
        read(
            GOOD.replace("{managed: {tables: [{name: users}]}}", "{existing: {name: ep}}")
                + "  slot: {existing: {name: es}}\n");
    assertThat(existing.publicationName()).isEqualTo("ep");
    assertThat(existing.slotName()).isEqualTo("es");
  }

  @Test
  void takesFieldsOfThePodAsTheyAre() {
    WalStreamDocument document =
        read(
            GOOD
                + """
                  worker:
                    resources: {requests: {cpu: 0.5}, limits: {memory: 1Gi}}
                    tolerations: [{key: dedicated, operator: Exists, tolerationSeconds: 60}]
                    topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone}]
                """);
    assertThat(document.spec().worker().resources())
        .isEqualTo(Map.of("requests", Map.of("cpu", 0.5), "limits", Map.of("memory", "1Gi")));
    assertThat(document.spec().worker().tolerations())
        .containsExactly(Map.of("key", "dedicated", "operator", "Exists", "tolerationSeconds", 60));
    assertThat(document.spec().worker().topologySpreadConstraints())
        .containsExactly(Map.of("maxSkew", 1, "topologyKey", "zone"));
  }

  @Test
  void readsSecretsBesideTheDocument() {
    String text =
        GOOD
            + """
              ---
              apiVersion: v1
              kind: Secret
              metadata: {name: login}
              data: {username: cmVwbA==}
              stringData: {password: "s3cret"}
              """;
    Documents documents = reader.read(List.of(new DocumentReader.Source("shop.yaml", text)));
    assertThat(documents.secrets().get("login"))
        .containsEntry("username", "repl")
        .containsEntry("password", "s3cret");
    assertThat(documents.toString()).doesNotContain("s3cret");
  }

  @Test
  void refusesInTheWordsOfTheApiServer() {
    refuses(
        GOOD.replace("host: localhost", "host: localhost\n    port: 70000")
                .replace("name: app", "name: \"\"")
                .replace("[\"nats://localhost:4222\"]", "[]")
            + "  delivery: {mode: Twice}\n  suspend: \"yes\"\n",
        "spec.database.port: Invalid value: 70000: spec.database.port in body should be less than or"
            + " equal to 65535",
        "spec.database.name: Invalid value: \"\": spec.database.name in body should be at least 1"
            + " chars long",
        "spec.nats.servers: Invalid value: 0: spec.nats.servers in body should have at least 1 items",
        "spec.delivery.mode: Unsupported value: \"Twice\": supported values: \"AtLeastOnce\","
            + " \"ExactlyOnce\"",
        "spec.suspend: Invalid value: \"string\": spec.suspend in body must be of type boolean:"
            + " \"string\"");
  }

  @Test
  void refusesWhatIsMissingUnknownOrTwice() {
    refuses(GOOD.replace("name: users", "nam: users"), "unknown field \"spec.publication");
    refuses(GOOD.replace("{name: users}", "{}"), "tables[0].name: Required value");
    refuses(
        GOOD.replace("{name: users}", "{name: users, columns: [a, b, a]}"),
        "spec.publication.managed.tables[0].columns[2]: Duplicate value: \"a\"");
    refuses(GOOD.replace("metadata: {name: shop}", "metadata: {}"), "metadata.name: Required");
    refuses(GOOD + "kind: WalStream\n", "Duplicate field 'kind'");
  }

  @Test
  void saysWhatToWriteInsteadOfATextOfAnotherForm() {
    refuses(
        GOOD.replace("host: localhost", "host: \"http://x/y\"")
                .replace("nats://localhost:4222", "nats://me:secret@localhost")
                .replace("subjectPrefix: db", "subjectPrefix: \"a.*\"")
            + "  delivery: {confirmDelay: '5'}\n  slot: {maxRetainedWal: lots, managed: {name: My-Slot}}\n",
        "spec.database.host: Invalid value: write the host alone, as postgres.shop.svc",
        "spec.nats.servers[0]: Invalid value: write nats://HOST:PORT",
        "spec.nats.subjectPrefix: Invalid value: write tokens with dots between them",
        "spec.delivery.confirmDelay: Invalid value: write a whole number and one of ms, s, m, h and d",
        "spec.slot.maxRetainedWal: Invalid value: write a whole number of bytes",
        "spec.slot.managed.name: Invalid value: write lower case letters, digits and underscores");
  }

  @Test
  void theRulesAreNotAskedAgainOfWhatTheApiServerHasTaken() {
    String breaking = GOOD + "  slot: {managed: {name: s}, existing: {name: s}}\n";
    refuses(breaking, "spec.slot");
    var served = new DocumentReader(true);
    var source = new DocumentReader.Source("shop.yaml", breaking);
    assertThat(served.read(List.of(source)).walStream().slotName()).isEqualTo("s");
    var unknown = new DocumentReader.Source("shop.yaml", GOOD + "  slto: {}\n");
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> served.read(List.of(unknown)))
        .satisfies(e -> assertThat(e.failure().message()).contains("slto"));
  }

  @Test
  void saysWhatToWriteWhereATextStandsForAnObject() {
    String publication = "{managed: {tables: [{name: users}]}}";
    refuses(
        GOOD.replace(publication, "{existing: orders_pub}"),
        "spec.publication.existing in body must be of type object: \"string\"; write an object, such as"
            + " `existing: {name: NAME}` (required: name)");
    refuses(
        GOOD.replace(publication, "orders_pub"),
        "such as `publication: {existing: {name: NAME}}` (fields, none of which is always required:"
            + " existing, managed)");
    refuses(GOOD + "  slot: {existing: s}\n", "such as `existing: {name: NAME}` (required: name)");
    refuses(
        GOOD.replace("{secretRef: {name: login}}", "login"),
        "such as `credentials: {secretRef: {name: NAME}}` (required: secretRef; optional:"
            + " passwordKey, usernameKey)");
    refuses(
        GOOD.replace("stream: {name: db}", "stream: {name: db, createIfMissing: true}"),
        "must be of type object: \"boolean\"; write an object, such as `createIfMissing: {replicas: 1}`");
    refuses(GOOD.replace(publication, "{managed: }"), "`managed: {tables: [{name: NAME}]}`");
  }

  @Test
  void saysWhatToWriteWhereAListIsWantedOrFound() {
    String tables = "write a list, such as `tables: [{name: NAME}]`";
    refuses(GOOD.replace("[{name: users}]", "users"), tables);
    refuses(GOOD.replace("[{name: users}]", "{name: users}"), tables);
    refuses(
        GOOD.replace("[{name: users}]", "[users]"),
        "tables[0] in body must be of type object: \"string\"; write an object, such as `tables:"
            + " [{name: NAME}]` (required: name; optional: columns, schema, where)");
    refuses(
        GOOD + "  filter: {tables: {\"*\": insert}}\n", "write a list, such as `\"*\": [delete]`");
    refuses(
        GOOD + "  filter: {tables: [users]}\n",
        "write an object, such as `tables: {NAME: [delete]}`");
    refuses(GOOD.replace("host: localhost", "host: [a]"), "write a text, such as `host: HOST`");
    refuses(
        GOOD.replace("host: localhost", "host: a\n    port: \"5433\""),
        "write a whole number without quotes, such as `port: 5432`");
    refuses(
        GOOD + "  suspend: \"yes\"\n",
        "write true or false without quotes, such as `suspend: false`");
  }

  @Test
  void neverShowsTheTextThatStandsForAnObject() {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> read(GOOD.replace("{secretRef: {name: login}}", "s3cret")))
        .satisfies(e -> assertThat(e.failure().sentence()).doesNotContain("s3cret"));
  }

  @Test
  void refusesByTheCelRulesOfTheCrd() {
    refuses(
        GOOD.replace("{managed:", "{existing: {name: p}, managed:"),
        "spec.publication: Invalid value: write exactly one of publication.managed and"
            + " publication.existing");
    refuses(
        GOOD.replace("{tables:", "{allTables: true, tables:"),
        "spec.publication.managed: Invalid value: write exactly one of tables, schemas and allTables:"
            + " true");
    refuses(
        GOOD.replace("{name: shop}", "{name: shop.a}"),
        "metadata.name: write a DNS label of at most 52 characters, without dots");
    refuses(
        GOOD.replace(
            "host: localhost",
            "host: localhost\n    tls: {mode: disable, clientCertificate: {secretRef: {name: a}}}"),
        "spec.database.tls: Invalid value: tls.mode 'disable' uses no certificates");
  }

  @Test
  void allowsAChangeOfWhatIsLiveAndRefusesOneOfWhatIsFixed() {
    WalStreamDocument old = read(GOOD);
    reader.checkChange(old, read(GOOD + "  filter: {tables: {users: [insert]}}\n"));
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> reader.checkChange(old, read(GOOD.replace("name: app", "name: other"))))
        .withMessageContaining("spec.database.name is fixed once bound");
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> reader.checkChange(old, read(GOOD + "  delivery: {mode: AtLeastOnce}\n")))
        .withMessageContaining("spec.delivery.mode is fixed once bound");
  }

  @Test
  void severalFindingsHaveALineEachAndWhatToDoComesBehindThem() {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> read(GOOD + "  more: 1\n  most: 2\n"))
        .satisfies(
            e ->
                assertThat(e.failure().sentence().lines())
                    .contains("* unknown field \"spec.more\"", "* unknown field \"spec.most\"")
                    .endsWith("Nothing was changed: correct all of them"));
  }

  @Test
  void refusesOtherDocumentsThanItKnows() {
    refuses(GOOD + "---\nkind: Pod\n", "kind 'Pod' is not known here");
    refuses("kind: Secret\nmetadata: {name: a}\n", "0 documents of kind WalStream");
    refuses(GOOD.replace("v1alpha1", "v9"), "apiVersion 'pgwalstreams.io/v9' is not known");
    refuses("a: [", "shop.yaml, line");
  }
}
