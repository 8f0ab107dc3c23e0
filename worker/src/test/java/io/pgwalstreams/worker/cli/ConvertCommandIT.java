package io.pgwalstreams.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConvertCommandIT {
  private static final String CONFIG =
      """
      listener: {slotName: old, filter: {tables: {users: [insert]}}}
      database: {host: db, name: app, user: me, password: x}
      publisher: {type: nats, address: "nats:4222", topic: changes}
      """;

  private final InputStream stdin = System.in;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void restore() {
    System.setIn(stdin);
  }

  private int run(String... arguments) {
    CommandLine line = Commands.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  @Test
  void aFileIsPrintedAsADocumentThatIsToBeSaved(@TempDir Path folder) throws IOException {
    String file = Files.writeString(folder.resolve("config.yml"), CONFIG).toString();
    assertThat(run("convert", file, "--name", "shop", "--take-over")).as(err::toString).isZero();
    assertThat(out.toString())
        .startsWith("# From " + file + " of wal-listener.\n")
        .contains("  name: shop\n", "  slot:\n    existing:\n      name: old\n");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void standardInputIsAFileToo() {
    System.setIn(new ByteArrayInputStream(CONFIG.getBytes(StandardCharsets.UTF_8)));
    assertThat(run("convert", "-")).isZero();
    assertThat(out.toString()).startsWith("# From standard input of wal-listener.\n");
  }

  @Test
  void whatBreaksARuleIsPrintedAndTold() {
    String config = CONFIG.replace("host: db", "host: postgres://db/app");
    System.setIn(new ByteArrayInputStream(config.getBytes(StandardCharsets.UTF_8)));
    assertThat(run("convert", "-")).isEqualTo(64);
    assertThat(out.toString()).contains("kind: WalStream");
    assertThat(err.toString()).startsWith("InvalidSpec: ").contains("spec.database.host");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(run("convert", "/nowhere/config.yml")).isEqualTo(64);
    assertThat(err.toString()).startsWith("InvalidSpec: cannot read /nowhere/config.yml");
    assertThat(run("convert")).isEqualTo(2);
  }
}
