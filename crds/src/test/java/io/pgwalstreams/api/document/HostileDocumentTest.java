package io.pgwalstreams.api.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that nobody means well with: one clear error, soon, and nothing secret in it. */
class HostileDocumentTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 300);
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final int LONGEST_SENTENCE = 100_000;

  private final DocumentReader reader = new DocumentReader(true);

  /** What is said of it; empty when it is taken. */
  private String refusal(String text) {
    try {
      reader.read(List.of(new DocumentReader.Source("shop.yaml", text)));
      return "";
    } catch (FailureException e) {
      assertThat(e.failure().reason()).isEqualTo(Reason.InvalidSpec);
      return e.failure().message();
    }
  }

  private void refuses(String text) {
    Assertions.assertTimeoutPreemptively(
        SOON, () -> assertThat(refusal(text)).isNotEmpty().hasSizeLessThan(LONGEST_SENTENCE));
  }

  private static String good(String from, String to) {
    assertThat(DocumentReaderTest.GOOD).contains(from);
    return DocumentReaderTest.GOOD.replace(from, to);
  }

  @Test
  void anchorsThatMultiplyAreNotUnfolded() {
    var bomb = new StringBuilder("kind: WalStream\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a").append(i).append(": &a").append(i).append(" [");
      bomb.append(("*a" + (i - 1) + ", ").repeat(9)).append("*a").append(i - 1).append("]\n");
    }
    refuses(bomb.toString());
    refuses("kind: WalStream\nspec: &spec {database: *spec}\n");
    refuses("kind: WalStream\n<<: *nobody\n");
  }

  @Test
  void depthIsRefused() {
    for (int depth : new int[] {200, 5_000, 200_000}) {
      refuses("kind: WalStream\nspec: " + "[".repeat(depth) + "]".repeat(depth));
      refuses("kind: WalStream\nspec: " + "{a: ".repeat(depth) + "1" + "}".repeat(depth));
      refuses(good("{name: shop}", "{name: shop, labels: " + "[".repeat(depth) + "}"));
    }
    refuses("- ".repeat(20_000) + "1");
  }

  @Test
  void sizeIsRefused() {
    refuses(good("host: localhost", "host: " + "x".repeat(4_000_000)));
    refuses(good("host: localhost", "host: localhost\n" + "    a: b\n".repeat(100_000)));
    refuses(good("host: localhost", "host: localhost\n    port: " + "9".repeat(500_000)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999",
        "-1e999999999",
        "0x7fffffffffffffffffff",
        "99999999999999999999",
        "5432.5",
        ".nan",
        ".inf",
        "[5432]",
        "{a: 1}",
        "!!binary aGVsbG8=",
        "!!java.net.URL [http://localhost]",
        "'5432'",
        "true",
        "2026-01-01"
      })
  void aPortThatIsNoneIsRefused(String port) {
    refuses(good("host: localhost", "host: localhost\n    port: " + port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~",
        "[]",
        "x",
        "1",
        "kind: [WalStream]",
        "kind: {a: b}",
        "kind: 7",
        "--- \n--- \n",
        "%YAML 9.9\n---\nkind: WalStream",
        "\u0000",
        "\uFEFFkind: x",
        "kind: WalStream\nkind: Secret",
        "!!javax.script.ScriptEngineManager [x]",
        "kind: WalStream\napiVersion: [a]",
        "kind: Secret\nmetadata: [1]",
        "kind: Secret\nmetadata: {name: a}\ndata: [1]",
        "? ",
        "? [a]\n: b"
      })
  void whatIsNoDocumentIsRefused(String text) {
    refuses(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: \"unmistakable",
        "password: 'unmistakable",
        "password: @unmistakable",
        "password: `unmistakable",
        "password: a: unmistakable",
        "password: !unmistakable!x y",
        "password: %unmistakable",
        "password: [unmistakable",
        "password: {unmistakable",
        "password: !<unmistakable",
        "password: \"unmistakable\\q\"",
        "password: \"unmistakable\" x",
        "password: unmistakable\n  password: unmistakable",
        "password: unmistakable\n\tusername: x",
        "password: unmistakable\n password: x",
        "{password: unmistakable]"
      })
  void aSecretThatIsNoYamlIsNotRepeatedInTheError(String line) {
    String secret =
        "---\napiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData:\n  " + line + "\n";
    assertThat(refusal(DocumentReaderTest.GOOD + secret))
        .contains("shop.yaml, line ")
        .doesNotContain("unmistakable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a\\\",\\\"uid\\\":\\\"b", "a.>", "*", "a b", "Żółw", "a/../b", "a\\nb", "-", "A"})
  void aNameThatKubernetesDoesNotTakeIsRefused(String name) {
    refuses(good("{name: shop}", "{name: \"" + name + "\"}"));
    refuses(good("{name: shop}", "{name: shop, namespace: \"" + name + "\"}"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5})
  void aDamagedDocumentIsTakenOrRefused(long seed) {
    var random = new Random(seed);
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(2),
        () -> {
          int refused = 0;
          for (int i = 0; i < ROUNDS; i++) {
            refused += refusal(damaged(random)).isEmpty() ? 0 : 1;
          }
          assertThat(refused).isBetween(ROUNDS / 2, ROUNDS - 1);
        });
  }

  /** Lines taken out, doubled or moved; characters that mean something set anywhere. */
  private static String damaged(Random random) {
    var lines = new ArrayList<>(Arrays.asList(DocumentReaderTest.GOOD.split("\n", -1)));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(lines.size());
      switch (random.nextInt(4)) {
        case 0 -> lines.add(at, lines.get(random.nextInt(lines.size())));
        case 1 -> lines.set(at, " ".repeat(random.nextInt(8)) + lines.get(at).strip());
        case 2 -> lines.remove(at);
        default -> lines.set(at, struck(lines.get(at), random));
      }
    }
    return String.join("\n", lines);
  }

  private static String struck(String line, Random random) {
    byte[] marks = "\t\n\r{}[]:,&*!|>'\"%@`#?-<=~\\0e.".getBytes(StandardCharsets.US_ASCII);
    int at = random.nextInt(line.length() + 1);
    return line.substring(0, at) + (char) marks[random.nextInt(marks.length)] + line.substring(at);
  }
}
