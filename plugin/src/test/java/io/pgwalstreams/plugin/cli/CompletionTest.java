package io.pgwalstreams.plugin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Reason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
  private static List<String> of(String... words) {
    var out = new StringWriter();
    new Completion(List.of(words)).print(new PrintWriter(out));
    return out.toString().lines().toList();
  }

  private static String run(String... words) {
    var out = new StringWriter();
    int status = Main.commandLine().setOut(new PrintWriter(out)).execute(words);
    assertThat(status).isZero();
    return out.toString();
  }

  @Test
  void offersVerbs() {
    assertThat(of("")).contains("status", "lag", "tail", "check", "explain").endsWith(":4");
    assertThat(of("st")).containsExactly("status", ":4");
  }

  @Test
  void offersOptionsWhereOneIsBegun() {
    assertThat(of("status", "--wa")).containsExactly("--watch", ":4");
  }

  @Test
  void offersReasons() {
    assertThat(of("explain", "SlotL")).containsExactly("SlotLost", ":4");
  }

  @Test
  void leavesFilesToTheShell() {
    assertThat(of("check", "-f", "")).containsExactly(":0");
  }

  @Test
  void scriptsAreThereForThreeShells() {
    assertThat(run("completion", "bash")).contains("complete -F").contains("kubectl-walstream");
    assertThat(run("completion", "zsh")).contains("bashcompinit");
    assertThat(run("completion", "fish")).contains("kubectl-walstream __complete");
  }

  @Test
  void everyReasonIsExplained() {
    for (Reason reason : Reason.values()) {
      assertThat(run("explain", reason.name())).contains(reason.meaning());
      assertThat(run("explain")).contains(reason.meaning());
    }
  }
}
