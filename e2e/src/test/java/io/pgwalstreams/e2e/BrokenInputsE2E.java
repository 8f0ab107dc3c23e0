package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is wrong has its own word and its remedy in status and Event, heals by itself when it is
 * mended, and leaves others alone.
 */
class BrokenInputsE2E {
  private static final String WELL = "well";

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static Shop shop;
  private static WalStreams walStreams;
  private static String wellSince;

  @BeforeAll
  static void oneIsWell() {
    shop = Shop.open(cluster);
    walStreams = shop.walStreams();
    shop.start(WELL);
    wellSince = readySince();
  }

  private static String readySince() {
    return cluster
        .kubectl(
            "get",
            "walstream",
            WELL,
            "-o",
            "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"
                + " {.status.conditions[?(@.type==\"Ready\")].lastTransitionTime}"
                + " {.status.worker.restarts}")
        .ok();
  }

  @AfterEach
  void theOtherIsLeftAlone() {
    assertThat(readySince()).isEqualTo(wellSince).startsWith("True ");
  }

  private static void breaks(Document broken, String reason, String... words) {
    walStreams.apply(broken);
    WalStreams.Condition ready = walStreams.awaitReason(broken.name(), "Ready", reason);
    assertThat(ready.status()).isEqualTo("False");
    assertThat(ready.message()).contains(words);
    walStreams.awaitEvent(broken.name(), "Warning " + reason);
  }

  private static void heals(Document document) {
    walStreams.await(document.name(), "Ready", "True");
    walStreams.delete(document.name());
    walStreams.awaitGone(document.name());
  }

  /** What no schema can tell: the operator refuses it in the same form. */
  @Test
  void aSpecThatTheApiServerTakesAndNoPodCanBe() {
    shop.table("plenty");
    Document document = shop.walStream("plenty");
    breaks(
        document.with("spec: {worker: {resources: {limits: {memory: plenty}}}}"),
        "InvalidSpec",
        "spec.worker.resources.limits.memory is no quantity: plenty",
        "write it as 500m, 256Mi or 1Gi");
    walStreams.apply(document);
    heals(document);
  }

  @Test
  void aWrongPassword() {
    shop.table("pw");
    walStreams.credentials("pw", Shop.ROLE, "wrong");
    Document document =
        shop.walStream("pw").with("spec: {database: {credentials: {secretRef: {name: pw}}}}");
    breaks(document, "AuthenticationFailed", "correct user, password");
    walStreams.credentials("pw", Shop.ROLE, Shop.PASSWORD);
    heals(document);
  }

  @Test
  void aMissingSecret() {
    shop.table("nosecret");
    Document document =
        shop.walStream("nosecret")
            .with("spec: {database: {credentials: {secretRef: {name: later}}}}");
    breaks(document, "SecretMissing", "Secret 'later' does not exist", "create it");
    walStreams.credentials("later", Shop.ROLE, Shop.PASSWORD);
    heals(document);
  }

  @Test
  void aMissingPrivilege() {
    shop.postgres()
        .sql(
            """
            CREATE ROLE weak LOGIN REPLICATION PASSWORD 'weak';
            CREATE TABLE weakly (id int PRIMARY KEY, name text);
            ALTER TABLE weakly OWNER TO weak;
            """);
    walStreams.credentials("weak", "weak", "weak");
    Document document =
        shop.walStream("weakly").with("spec: {database: {credentials: {secretRef: {name: weak}}}}");
    breaks(document, "PrivilegeMissing", "GRANT CREATE ON DATABASE \"app\" TO \"weak\"");
    shop.postgres().sql("GRANT CREATE ON DATABASE app TO weak");
    heals(document);
  }

  @Test
  void aMissingTable() {
    Document document = shop.walStream("unborn");
    breaks(document, "TableMissing", "table public.unborn does not exist", "create it");
    shop.table("unborn");
    heals(document);
  }

  @Test
  void anUnknownHost() {
    shop.table("lost");
    Document document = shop.walStream("lost").with("spec: {database: {host: nowhere.invalid}}");
    breaks(document, "DatabaseUnreachable", "'nowhere.invalid' has no address", "database.host");
    Document mended = shop.walStream("lost");
    walStreams.apply(mended);
    heals(mended);
  }

  @Test
  void aMissingStream() {
    shop.table("nostream");
    Document document =
        shop.walStream("nostream").with("spec: {nats: {stream: {createIfMissing: null}}}");
    breaks(document, "StreamMissing", "createIfMissing");
    shop.nats().createStream("nostream", "nostream.>");
    heals(document);
  }

  @Test
  void aStreamThatDoesNotTakeTheSubjects() {
    shop.table("narrow");
    shop.nats().createStream("narrow", "narrow.public.other.>");
    Document document = shop.walStream("narrow");
    breaks(document, "StreamSubjectsMissing", "narrow.>");
    shop.nats().updateStream("narrow", "narrow.>");
    heals(document);
  }

  @Test
  void aSlotOfAnotherPlugin() {
    shop.table("taken");
    shop.postgres().sql("SELECT pg_create_logical_replication_slot('taken', 'test_decoding')");
    Document document = shop.walStream("taken").with("spec: {slot: {managed: {name: taken}}}");
    breaks(document, "SlotUnsuitable", "of plugin 'test_decoding'");
    assertThat(shop.postgres().slots()).contains("taken");
    shop.postgres().sql("SELECT pg_drop_replication_slot('taken')");
    heals(document);
  }

  @Test
  void aPublicationThatWouldBreakTheApplicationsOwnUpdate() {
    shop.postgres()
        .sql("CREATE TABLE keyless (id int, name text); ALTER TABLE keyless OWNER TO replicator");
    Document document = shop.walStream("keyless");
    breaks(document, "ReplicaIdentityInsufficient", "public.keyless has no replica identity");
    assertThat(shop.postgres().publications()).noneMatch(p -> p.contains("keyless"));
    shop.postgres().sql("UPDATE keyless SET name = 'still allowed'");
    shop.postgres().sql("ALTER TABLE keyless ADD PRIMARY KEY (id)");
    heals(document);
  }

  @Test
  void aRowFilterOutsideTheReplicaIdentityIsRefusedBeforeThePublicationIsTouched() {
    Document document = shop.start("filtered");
    String before = definition();
    Document changed =
        document.with(
            "spec: {publication: {managed: {tables: [{name: filtered, where: \"name <> 'x'\"}]}}}");
    breaks(changed, "ReplicaIdentityInsufficient", "row filter on column name");
    assertThat(definition()).isEqualTo(before);
    shop.postgres().sql("UPDATE filtered SET name = 'still allowed'");
    walStreams.apply(document);
    heals(document);
  }

  private static String definition() {
    return shop.postgres().sql("SELECT * FROM pg_publication_tables WHERE tablename = 'filtered'");
  }
}
