package io.pgwalstreams.plugin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.v1alpha1.WalStreamStatus;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.Condition;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus.ConditionStatus;
import io.pgwalstreams.plugin.view.ConditionText;
import io.pgwalstreams.plugin.view.Key;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/guide/kubectl-plugin.md shows is what the program takes and says. */
class PluginPageTest {
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\$ kubectl walstream ([^|\\n]*?) *(\\|.*)?$");

  private static String page() throws IOException {
    return Files.readString(
        Path.of(System.getProperty("basedir", "."), "..", "docs", "guide", "kubectl-plugin.md"));
  }

  @Test
  void everyCommandIsOne() throws IOException {
    List<String> commands =
        COMMAND.matcher(page()).results().map((MatchResult m) -> m.group(1)).toList();
    assertThat(commands).hasSizeGreaterThan(6);
    for (String command : commands) {
      var parsed = Main.commandLine().parseArgs(command.split(" +", -1));
      assertThat(parsed.hasSubcommand()).as(command).isTrue();
    }
  }

  @Test
  void whatExplainSaysIsWhatItSays() throws IOException {
    var out = new StringWriter();
    Main.commandLine().setOut(new PrintWriter(out)).execute("explain", "SlotLost");
    assertThat(page()).contains("$ kubectl walstream explain SlotLost\n" + out + "```");
  }

  @Test
  void whatExplainSaysOfAWalStreamIsWhatItSays() throws IOException {
    String found =
        "table public.nowhere does not exist: create it, or correct publication.managed.tables";
    List<Condition> conditions =
        Stream.of("Ready=False", "PublicationReady=False", "Stalled=True")
            .map(pair -> pair.split("=", 2))
            .map(
                pair ->
                    new Condition(
                        pair[0],
                        ConditionStatus.valueOf(pair[1]),
                        1L,
                        "2026-01-02T03:04:05Z",
                        "TableMissing",
                        found))
            .toList();
    var status = new WalStreamStatus(1L, conditions, null, null, null, null, null, null, null);
    List<String> lines = ConditionText.lines(new Key("shop", "nowhere"), status);
    assertThat(page())
        .contains(
            "$ kubectl walstream explain nowhere -n shop\n" + String.join("\n", lines) + "\n```");
  }

  @Test
  void everyVerbHasASection() throws IOException {
    String page = page();
    assertThat(Main.commandLine().getSubcommands().keySet())
        .filteredOn(verb -> !verb.equals("completion"))
        .allSatisfy(verb -> assertThat(Arrays.asList(page.split("\n", -1))).contains("## " + verb));
  }
}
