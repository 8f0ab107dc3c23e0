package io.pgwalstreams.operator.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgwalstreams.testkit.monitoring.Expression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules as Prometheus reads them. */
class AlertsIT {
  private static final Path RULES = Manifests.ROOT.resolve("deploy/monitoring");

  /** From the PATH, else what make promtool has laid into the cache. */
  private static Optional<Path> promtool() {
    String cache =
        Objects.requireNonNullElse(
            System.getenv("PGWALSTREAMS_CACHE"),
            System.getProperty("user.home") + "/.cache/pgwalstreams");
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    return Stream.concat(Arrays.stream(path.split(":", -1)), Stream.of(cache + "/prometheus"))
        .map(folder -> Path.of(folder, "promtool"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void succeeds(String... arguments) throws IOException, InterruptedException {
    Optional<Path> promtool = promtool();
    // Where everything is tested nothing is left out silently.
    assumeTrue(
        promtool.isPresent() || "true".equals(System.getenv("CI")),
        "promtool is not there: make promtool");
    var command =
        Stream.concat(Stream.of(promtool.orElseThrow().toString()), Arrays.stream(arguments));
    Process process =
        new ProcessBuilder(command.toList())
            .directory(RULES.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** Of rules whose results nobody wants: promtool reads expressions in no other way. */
  @Test
  void everyQueryOfTheDashboardIsOne(@TempDir Path folder) throws Exception {
    var rules = new StringBuilder("groups: [{name: queries, rules: [\n");
    for (Expression expression : Expression.all(Manifests.ROOT)) {
      String query = expression.text().replace("$__rate_interval", "5m");
      rules.append("  {record: a, labels: {where: ").append(quoted(expression.where()));
      rules.append("}, expr: ").append(quoted(query)).append("},\n");
    }
    Path file = Files.writeString(folder.resolve("queries.yaml"), rules.append("]}]\n"));
    succeeds("check", "rules", "--lint=none", file.toString());
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  @Test
  void prometheusTakesTheRules() throws Exception {
    succeeds("check", "rules", "alerts.yaml");
  }

  @Test
  void everyAlertFiresWhereItShouldAndNowhereElse() throws Exception {
    String tests = Files.readString(RULES.resolve("alerts.test.yaml"));
    List<String> alerts =
        Expression.alerts(Manifests.ROOT).stream()
            .map(rule -> rule.path("alert").asText())
            .toList();
    assertThat(alerts).allSatisfy(alert -> assertThat(tests).contains(alert));
    succeeds("test", "rules", "alerts.test.yaml");
  }
}
