package io.pgwalstreams.worker.convert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The tables of {@code docs/guide/migrate.md} are the converter's rules. {@code -Dupdate.docs=true}
 * writes them anew.
 */
class MigratePageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("basedir", "."), "..", "docs", "guide", "migrate.md");

  @Test
  void theTablesAreTheRules() throws IOException {
    String page = Files.readString(PAGE, UTF_8);
    String expected =
        put(put(page, "wal-listener", WalListener.RULES), "debezium", DebeziumKeys.RULES);
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(PAGE, expected, UTF_8);
    } else {
      assertThat(page).as("-Dupdate.docs=true writes it").isEqualTo(expected);
    }
  }

  @Test
  void whatTheExampleBecomesIsWhatIsPrinted() throws IOException {
    String page = Files.readString(PAGE, UTF_8);
    Matcher config = Pattern.compile("(?s)```properties\\n(.*?)```").matcher(page);
    assertThat(config.find()).isTrue();
    var none = new Wishes(null, null, null, false);
    String printed = Converter.convert("application.properties", config.group(1), none);
    Matcher shown =
        Pattern.compile("(?s)(<!-- what becomes of it -->\\n```yaml\\n)(.*?)(```)").matcher(page);
    String expected = shown.replaceFirst("$1" + Matcher.quoteReplacement(printed) + "$3");
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(PAGE, expected, UTF_8);
    } else {
      assertThat(page).as("-Dupdate.docs=true writes it").isEqualTo(expected);
    }
  }

  private static String put(String page, String name, List<KeyRule> rules) {
    var region =
        Pattern.compile(
            "(?s)(<!-- keys of " + name + "[^\\n]*-->\\n)(.*?)(<!-- end of " + name + " -->)");
    assertThat(page).containsPattern(region);
    var table = new StringBuilder("\n| Key | In the WalStream |\n|---|---|\n");
    for (KeyRule rule : rules) {
      table.append("| `").append(rule.key()).append("` | ").append(words(rule)).append(" |\n");
    }
    Matcher found = region.matcher(page);
    return found.replaceFirst("$1" + Matcher.quoteReplacement(table + "\n") + "$3");
  }

  private static String words(KeyRule rule) {
    return switch (rule.fate()) {
      case TAKEN -> rule.text();
      case NEEDLESS -> "not needed: " + rule.text();
      case OPEN -> "**nothing like it**: " + rule.text();
    };
  }
}
