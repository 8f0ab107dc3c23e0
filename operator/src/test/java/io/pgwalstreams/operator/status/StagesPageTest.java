package io.pgwalstreams.operator.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The table of stages in {@code docs/guide/gitops.md} is what Argo CD and kubectl show at each
 * recorded one. {@code -Dupdate.docs=true} writes it anew.
 */
class StagesPageTest {
  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final Path PAGE = ROOT.resolve("docs/guide/gitops.md");
  private static final Pattern REGION =
      Pattern.compile("(?s)(<!-- stages[^\\n]*-->\\n)(.*?)(<!-- end of stages -->)");

  @Test
  void theTableShowsEveryStageAsArgoCdDoes() throws IOException {
    String page = Files.readString(PAGE, UTF_8);
    assertThat(page).containsPattern(REGION);
    String expected =
        REGION.matcher(page).replaceFirst("$1" + Matcher.quoteReplacement(table()) + "$3");
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(PAGE, expected, UTF_8);
    } else {
      assertThat(page).as("-Dupdate.docs=true writes it").isEqualTo(expected);
    }
  }

  private static String table() throws IOException {
    var argoCd = new ArgoCd(Files.readString(ROOT.resolve("deploy/argocd/health.lua")));
    var table =
        new StringBuilder(
            """

            | Stage | `kubectl get`: READY | REASON | Argo CD shows | kstatus, Flux |
            |---|---|---|---|---|
            """);
    for (LifeStage stage : LifeStage.all()) {
      Optional<Condition> ready = ready(stage);
      table.append(
          "| %s | %s | %s | %s | %s |\n"
              .formatted(
                  stage.name().replace('-', ' '),
                  ready.map(c -> c.status().toString()).orElse("–"),
                  ready.map(Condition::reason).orElse("–"),
                  argoCd.health(stage.tree()).status(),
                  Kstatus.of(stage)));
    }
    return table.append('\n').toString();
  }

  private static Optional<Condition> ready(LifeStage stage) {
    List<Condition> conditions = stage.status().conditions();
    return conditions == null
        ? Optional.empty()
        : conditions.stream().filter(c -> c.type().equals("Ready")).findFirst();
  }
}
