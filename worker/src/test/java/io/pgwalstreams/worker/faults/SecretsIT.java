package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A worker whose every secret is unmistakable goes through failures of every kind, as talkative as
 * it can be: what came out of it is searched for them, and for what stood in rows.
 */
@Timeout(240)
class SecretsIT {
  private static final String DATABASE = "unmistakable-of-postgres";
  private static final String NATS = "unmistakable-of-nats";
  private static final String ROW = "unmistakable-of-a-row";
  private static final String NATS_USERS =
      """
      max_payload: 65536
      accounts { A { jetstream: enabled, users: [
        {user: reader, password: "%s"}, {user: tap, password: tap}] } }
      no_auth_user: tap
      """
          .formatted(NATS);

  private static Scene scene() {
    var passwords =
        PostgresServer.Options.none()
            .withHba(
                "host all postgres 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256");
    Scene scene = Scene.set(passwords, NATS_USERS);
    scene.postgres.execute(
        "create role reader login replication password '" + DATABASE + "'",
        "create publication app for table entry, ledger, audit");
    return scene
        .with("publication", "{existing: {name: app}}")
        .with("nats.credentials", "{userPassword: {secretRef: {name: nats}}}")
        .with("worker.logLevel", "debug")
        .as("reader", DATABASE);
  }

  /** The document with a Secret for NATS. */
  private static void write(Scene scene, String natsPassword) {
    scene.worker.write(
        scene.document().text()
            + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: nats, namespace: test}\n"
            + "stringData: {username: reader, password: \""
            + natsPassword
            + "\"}\n");
  }

  private static void start(Scene scene) {
    write(scene, NATS);
    scene.worker.start().awaitStreaming();
  }

  /** Each form in which somebody would know it again. */
  private static void assertNothingSecretIn(String where, String text) {
    for (String secret : List.of(DATABASE, NATS, ROW)) {
      byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
      String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
      assertThat(text).as(where).doesNotContain(secret, base64.substring(0, base64.length() - 2));
    }
  }

  private static void look(Scene scene) throws IOException {
    assertNothingSecretIn("log", scene.worker.log());
    assertNothingSecretIn("last words", scene.worker.terminationLog());
    assertNothingSecretIn("metrics", scene.worker.metrics());
    assertNothingSecretIn("status", scene.worker.status().toString());
    if (scene.worker.isRunning()) {
      for (String file : List.of("cmdline", "environ")) {
        Path path = Path.of("/proc", Long.toString(scene.worker.pid()), file);
        if (Files.exists(path)) {
          assertNothingSecretIn(file, Files.readString(path, StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  @Test
  void nothingSecretComesOutWhateverFails() throws IOException {
    try (Scene scene = scene()) {
      start(scene);
      scene.postgres.execute("insert into audit values (1, 1, 1, '" + ROW + "')");
      scene.awaitLast(1);
      look(scene);
      scene.nats.kill9();
      scene.postgres.restart();
      scene.postgres.execute("insert into audit values (2, 1, 1, '" + ROW + "')");
      scene.worker.awaitStatus(s -> s.toString().contains("NatsUnreachable"));
      look(scene);
      scene.nats.startAgain();
      scene.awaitLast(2);
      aBrokenDocument(scene);
      aRowThatIsTooLarge(scene);
      wrongPasswords(scene);
    }
  }

  private static void aBrokenDocument(Scene scene) throws IOException {
    String secret = "---\nkind: Secret\nmetadata: {name: nats}\nstringData: {password: \"";
    scene.worker.write(scene.document().text() + secret + NATS + "\\q\"}\n");
    await()
        .atMost(Scene.PATIENCE)
        .until(() -> scene.worker.log().contains("\"reason\":\"InvalidSpec\""));
    look(scene);
    assertThat(scene.worker.terminate()).isZero();
    scene.worker.start();
    scene.haltsWith(Reason.InvalidSpec);
    look(scene);
  }

  private static void aRowThatIsTooLarge(Scene scene) throws IOException {
    start(scene);
    scene.postgres.execute(
        "insert into audit values (3, 1, 1, repeat('" + ROW + "', 10000))",
        "insert into audit values (4, 1, 1, '" + ROW + "')");
    scene.haltsWith(Reason.EventTooLarge);
    look(scene);
  }

  private static void wrongPasswords(Scene scene) throws IOException {
    write(scene, NATS + "-wrong");
    scene.worker.start();
    scene.haltsWith(Reason.NatsAuthenticationFailed);
    look(scene);
    scene.as("reader", DATABASE + "-wrong");
    write(scene, NATS);
    scene.worker.start();
    scene.haltsWith(Reason.AuthenticationFailed);
    look(scene);
  }

  /** The image's flags write no copy of the memory, in which secrets and rows stand. */
  @Test
  void noFlagOfTheImagesWritesAHeapDump() throws IOException {
    try (var files = Files.walk(Path.of(System.getProperty("basedir", "."), ".."))) {
      var flagged =
          files
              .filter(f -> f.getFileName().toString().matches("pom\\.xml|.*\\.(sh|ya?ml)|Makefile"))
              .filter(f -> !f.toString().contains("/target/"))
              .filter(f -> read(f).contains("HeapDump"))
              .toList();
      assertThat(flagged).isEmpty();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
