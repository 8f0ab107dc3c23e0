package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code kubectl walstream} as {@code make plugin} builds it, as somebody uses it. */
class PluginE2E {
  private static final Path PLUGIN =
      Settings.ROOT.resolve("plugin/target/kubectl-walstream/kubectl-walstream");

  private static final Pattern EVENTS_PASS =
      Pattern.compile("(?m)^orders +True +Streaming +[1-9][0-9.,]* +");

  @RegisterExtension static final Cluster cluster = new Cluster();

  private static Shop shop;

  @BeforeAll
  static void aWalStreamWithEvents() {
    assertThat(Files.isExecutable(PLUGIN)).as("make plugin has built " + PLUGIN).isTrue();
    shop = Shop.open(cluster);
    shop.start("goods");
    shop.insert("goods", 1, 100);
  }

  private static Command plugin(String... words) {
    var all = new ArrayList<>(List.of(PLUGIN.toString()));
    all.addAll(List.of(words));
    all.addAll(2, List.of("-n", cluster.namespace()));
    Command ran = Command.run(Map.of(), "", all);
    System.out.println(
        "$ kubectl walstream " + String.join(" ", words) + "\n" + ran.out() + ran.err());
    return ran;
  }

  @Test
  void statusSaysWhatTheWorkerSays() {
    Command status = plugin("status", "goods");
    assertThat(status.ok().lines().toList().get(1))
        .matches("goods +True +Streaming +[0-9.,]+ +[0-9,]+ +[0-9.KMi]+ +[0-9.KMi]+ +worker");
    assertThat(plugin("lag", "--max", "64Mi").exit()).isZero();
  }

  /** What a picture in the guide is drawn from: a view with events in it. */
  @Test
  void theLiveViewFollowsWhatPasses() throws IOException {
    shop.start("orders");
    shop.walStreams().apply(shop.walStream("nowhere"));
    shop.walStreams().awaitReason("nowhere", "Ready", "TableMissing");
    var seen = new AtomicBoolean();
    var load = CompletableFuture.runAsync(() -> insertUntil(seen), Background.THREADS);
    try {
      record("live-view.txt", watchedUntil(EVENTS_PASS));
    } finally {
      seen.set(true);
    }
    load.join();
  }

  private static void insertUntil(AtomicBoolean seen) {
    for (int from = 1; !seen.get(); from += 2_000) {
      shop.insert("orders", from, from + 1_999);
    }
  }

  /** The first view on a terminal in which this is found. */
  private static String watchedUntil(Pattern wanted) throws IOException {
    Path sent = Files.createTempFile("e2e", ".terminal");
    String view = PLUGIN + " status -n " + cluster.namespace() + " --watch --every 1";
    var builder = new ProcessBuilder("script", "-qfc", view, sent.toString());
    builder.environment().put("TERM", "xterm");
    Process terminal = builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD).start();
    try {
      return await("events in the live view")
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> views(Files.readString(sent)).filter(wanted.asPredicate()).findFirst(),
              Optional::isPresent)
          .orElseThrow();
    } finally {
      terminal.destroy();
      Files.delete(sent);
    }
  }

  /** What stood on the screen, one after the other; each ends where the rest is erased. */
  private static Stream<String> views(String sent) {
    return Stream.of(sent.split("\u001b\\[H", -1))
        .filter(view -> view.contains("\u001b[J"))
        .map(view -> view.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]|\r", ""));
  }

  private static void record(String file, String text) throws IOException {
    Path folder = Files.createDirectories(Settings.OUTPUT.resolve("PluginE2E"));
    Files.writeString(folder.resolve(file), text);
  }

  @Test
  void tailShowsEventsOfAStreamThatOnlyPodsReach() {
    Command tail = plugin("tail", "goods", "--from", "first", "--no-follow", "-t", "goods");
    assertThat(tail.ok().lines()).hasSize(100).allMatch(line -> line.contains("public.goods"));
    Command json = plugin("tail", "goods", "--from", "1", "--limit", "1", "-o", "json");
    assertThat(json.ok()).contains("\"subject\":\"goods.public.goods.insert\"");
  }

  @Test
  void checkRunsInsideTheClusterAndLeavesNothing() {
    Command check = plugin("check", "goods");
    assertThat(check.out()).contains("WalStream " + cluster.namespace() + "/goods");
    assertThat(check.ok())
        .contains("read by this WalStream's worker", "a run would start")
        .doesNotContain("pg_terminate_backend");
    assertThat(
            cluster
                .kubectl(
                    "get", "pods", "-l", "app.kubernetes.io/name=pgwalstreams-check", "-o", "name")
                .ok())
        .isBlank();
  }

  @Test
  void whatIsWrongIsToldWithItsRemedy() {
    shop.walStreams().apply(shop.walStream("nowhere"));
    shop.walStreams().awaitReason("nowhere", "Ready", "TableMissing");
    Command status = plugin("status", "nowhere");
    assertThat(status.exit()).isEqualTo(1);
    assertThat(status.out()).contains("TableMissing");
    assertThat(plugin("explain", "nowhere").ok())
        .contains("not Ready, TableMissing", "Found: table public.nowhere does not exist");
    assertThat(plugin("check", "nowhere").exit()).isEqualTo(66);
    assertThat(plugin("status", "goodz").err()).contains("did you mean goods?");
  }
}
