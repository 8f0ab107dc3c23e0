package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever is killed or edited under it, a WalStream becomes again what it was; events are exact.
 */
class HealingE2E {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static final String WRITERS =
      "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'";

  private static Shop shop;
  private static WalStreams walStreams;

  @BeforeAll
  static void servers() {
    shop = Shop.open(cluster);
    walStreams = shop.walStreams();
  }

  /** By the rows' names: a database that crashed leaves numbers of its sequences out. */
  private static void holdsEachOnce(String name, int count) {
    try (StreamReader reader = shop.nats().reader()) {
      List<String> rows =
          reader.exactly(name, count).stream().map(e -> e.data().path("name").asText()).toList();
      assertThat(rows)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, count).mapToObj(i -> "row " + i).toList());
    }
  }

  private static String pod(String name) {
    return cluster
        .kubectl(
            "get",
            "pods",
            "-l",
            "pgwalstreams.io/walstream=" + name,
            "-o",
            "jsonpath={.items[*].metadata.name}")
        .ok();
  }

  @Test
  void workersKilledUnderLoadLoseAndRepeatNothing() {
    shop.start("killed");
    var load =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < 20; i++) {
                shop.insert("killed", i * 50 + 1, i * 50 + 50);
              }
            },
            Background.THREADS);
    for (int kill = 0; kill < 4; kill++) {
      String before = pod("killed");
      cluster.kubectl("delete", "pod", before, "--grace-period=0", "--force").ok();
      await()
          .atMost(PATIENCE)
          .until(() -> !pod("killed").isEmpty() && !pod("killed").equals(before));
      walStreams.await("killed", "Streaming", "True");
    }
    load.join();
    walStreams.await("killed", "Ready", "True");
    holdsEachOnce("killed", 1000);
  }

  @Test
  void whatIsEditedByHandIsPutRight() {
    shop.start("edited");
    String config = data("edited");
    cluster
        .kubectl(
            "patch",
            "configmap",
            "edited-worker",
            "--type=merge",
            "-p",
            "{\"data\":{\"walstream.yaml\":\"nonsense\"}}")
        .ok();
    shop.insert("edited", 1, 10);
    await().atMost(PATIENCE).until(() -> data("edited").equals(config));
    cluster.kubectl("scale", "deployment", "edited-worker", "--replicas=3").ok();
    shop.insert("edited", 11, 20);
    await().atMost(PATIENCE).until(() -> replicas("edited").equals("1"));
    cluster.kubectl("delete", "networkpolicy", "edited-worker").ok();
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.kubectl("get", "networkpolicy", "edited-worker").exit() == 0);
    cluster.kubectl("delete", "deployment", "edited-worker", "--wait=true").ok();
    shop.insert("edited", 21, 30);
    await().atMost(PATIENCE).until(() -> replicas("edited").equals("1"));
    walStreams.await("edited", "Ready", "True");
    shop.insert("edited", 31, 40);
    holdsEachOnce("edited", 40);
  }

  private static String data(String name) {
    return cluster
        .kubectl("get", "configmap", name + "-worker", "-o", "jsonpath={.data.walstream\\.yaml}")
        .out();
  }

  private static String replicas(String name) {
    return cluster
        .kubectl("get", "deployment", name + "-worker", "-o", "jsonpath={.spec.replicas}")
        .out();
  }

  @Test
  void aServiceIsFoundByItsNameAloneByOperatorAndWorker() {
    shop.table("nearby");
    walStreams.apply(
        shop.walStream("nearby")
            .with("spec: {database: {host: postgres}, nats: {servers: ['nats://nats:4222']}}"));
    walStreams.await("nearby", "Ready", "True");
    shop.insert("nearby", 1, 3);
    holdsEachOnce("nearby", 3);
  }

  @Test
  void aFilterChangesWithoutAnotherPod() {
    Document document = shop.start("live");
    String pod = pod("live");
    shop.insert("live", 1, 5);
    walStreams.apply(document.with("spec: {filter: {tables: {live: [delete]}}}"));
    walStreams.await("live", "Ready", "True");
    shop.insert("live", 6, 10);
    shop.postgres().sql("DELETE FROM live WHERE id = 6");
    walStreams.apply(document.with("spec: {filter: null}"));
    walStreams.await("live", "Ready", "True");
    shop.insert("live", 11, 12);
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("live", 8))
          .extracting(Event::change)
          .endsWith(
              "live.public.live.insert 5",
              "live.public.live.delete 6",
              "live.public.live.insert 11",
              "live.public.live.insert 12");
    }
    assertThat(pod("live")).isEqualTo(pod);
  }

  @Test
  void aTableIsAddedWithoutAnotherPod() {
    Document document = shop.start("grown");
    shop.table("added");
    String pod = pod("grown");
    shop.insert("grown", 1, 2);
    shop.insert("added", 1, 2);
    walStreams.apply(
        document.with("spec: {publication: {managed: {tables: [{name: grown}, {name: added}]}}}"));
    walStreams.await("grown", "Ready", "True");
    shop.insert("added", 3, 4);
    shop.insert("grown", 3, 3);
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("grown", 5))
          .extracting(Event::change)
          .endsWith(
              "grown.public.added.insert 3",
              "grown.public.added.insert 4",
              "grown.public.grown.insert 3");
    }
    assertThat(pod("grown")).isEqualTo(pod);
  }

  @Test
  void aRotatedPasswordIsTakenUpWithoutAnotherPod() {
    shop.postgres()
        .sql(
            "CREATE ROLE rotating LOGIN REPLICATION PASSWORD 'old'; GRANT CREATE ON DATABASE app TO rotating; GRANT rotating TO replicator");
    walStreams.credentials("rotating", "rotating", "old");
    shop.table("rotated");
    shop.postgres().sql("ALTER TABLE rotated OWNER TO rotating");
    walStreams.apply(
        shop.walStream("rotated")
            .with("spec: {database: {credentials: {secretRef: {name: rotating}}}}"));
    walStreams.await("rotated", "Ready", "True");
    String pod = pod("rotated");
    shop.postgres().sql("ALTER ROLE rotating PASSWORD 'new'");
    walStreams.credentials("rotating", "rotating", "new");
    shop.postgres()
        .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rotating'");
    shop.insert("rotated", 1, 5);
    holdsEachOnce("rotated", 5);
    walStreams.await("rotated", "Ready", "True");
    assertThat(pod("rotated")).isEqualTo(pod);
  }

  @Test
  void suspendedItKeepsTheSlotAndGoesOnWhereItWas() {
    Document document = shop.start("paused");
    shop.insert("paused", 1, 5);
    walStreams.apply(document.with("spec: {suspend: true}"));
    walStreams.awaitReason("paused", "Ready", "Suspended");
    await().atMost(PATIENCE).until(() -> pod("paused").isEmpty());
    shop.insert("paused", 6, 10);
    walStreams.apply(document.with("spec: {suspend: false}"));
    walStreams.awaitReason("paused", "Ready", "Streaming");
    holdsEachOnce("paused", 10);
  }

  @Test
  void theNodesRuntimeKilledUnderLoadLosesAndRepeatsNothing() {
    assumeThat(Settings.RESTART_RUNTIME).isNotEmpty();
    shop.start("runtime");
    // What is run in a pod through the runtime breaks with it, but not what PostgreSQL runs
    // already.
    var load =
        CompletableFuture.runAsync(() -> shop.tryToInsert("runtime", 1, 3000), Background.THREADS);
    await().atMost(PATIENCE).until(() -> !rows("runtime").isEmpty());
    Command.run(Map.of(), "", List.of(Settings.RESTART_RUNTIME)).ok();
    load.join();
    await()
        .atMost(PATIENCE)
        .ignoreException(AssertionError.class)
        .until(() -> shop.postgres().sql(WRITERS).equals("0"));
    walStreams.await("runtime", "Ready", "True");
    cluster.kubectl("delete", "pod", pod("runtime")).ok();
    shop.insert("runtime", 3001, 3010);
    walStreams.await("runtime", "Ready", "True");
    List<String> rows = rows("runtime");
    try (StreamReader reader = shop.nats().reader()) {
      assertThat(reader.exactly("runtime", rows.size()))
          .extracting(e -> e.data().path("name").asText())
          .containsExactlyElementsOf(rows);
    }
  }

  private static List<String> rows(String table) {
    return shop.postgres().sql("SELECT name FROM " + table + " ORDER BY id").lines().toList();
  }

  @Test
  void theServersRestartedUnderLoadLoseAndRepeatNothing() {
    shop.start("shaken");
    shop.insert("shaken", 1, 100);
    shop.nats().workload().kill();
    shop.insert("shaken", 101, 200);
    shop.postgres().workload().kill();
    await()
        .atMost(PATIENCE)
        .until(() -> shop.postgres().sqlAs("postgres", "postgres", "SELECT 1").exit() == 0);
    shop.insert("shaken", 201, 300);
    walStreams.await("shaken", "Ready", "True");
    holdsEachOnce("shaken", 300);
  }
}
