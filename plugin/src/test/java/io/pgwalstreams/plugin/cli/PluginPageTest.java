package io.pgwalstreams.plugin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
  void everyVerbHasASection() throws IOException {
    String page = page();
    assertThat(Main.commandLine().getSubcommands().keySet())
        .filteredOn(verb -> !verb.equals("completion"))
        .allSatisfy(verb -> assertThat(Arrays.asList(page.split("\n", -1))).contains("## " + verb));
  }
}
