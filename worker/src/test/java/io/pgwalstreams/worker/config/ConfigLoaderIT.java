package io.pgwalstreams.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.pgwalstreams.api.Digests;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.PostgresEndpoint;
import io.pgwalstreams.worker.jetstream.NatsCredentials;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderIT {
  private static final String NATS_SECRET =
      """
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: shop-nats}
      stringData: {username: n, password: np, token: t, seed: " SU ", user.creds: "creds\\n"}
      """;

  private Folder folder;

  @BeforeEach
  void folder(@TempDir Path path) {
    folder = new Folder(path);
  }

  private WorkerConfig loaded(String text) {
    return folder.write("shop.yaml", text).loader().load();
  }

  private String refused(String text, Reason reason) {
    folder.write("shop.yaml", text);
    return refused(reason);
  }

  private String refused(Reason reason) {
    var sentence = new StringBuilder();
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> folder.loader().load())
        .satisfies(
            e -> {
              assertThat(e.failure().reason()).isEqualTo(reason);
              sentence.append(e.failure().sentence());
            });
    return sentence.toString();
  }

  private static String password(PostgresEndpoint endpoint) {
    return new String(endpoint.password().get());
  }

  @Test
  void takesSecretsThatStandBesideTheDocument() {
    WorkerConfig config = loaded(Folder.document() + Folder.DATABASE_SECRET);
    assertThat(config.database().user()).isEqualTo("reader");
    assertThat(password(config.database())).isEqualTo("secret");
    assertThat(config.nats().credentials()).isInstanceOf(NatsCredentials.None.class);
  }

  @Test
  void takesSecretsFromTheEnvironment() {
    folder.environment.put("DB_PASSWORD", "from outside");
    WorkerConfig config =
        loaded(
            Folder.document() + Folder.DATABASE_SECRET.replace("secret}", "\"${DB_PASSWORD}\"}"));
    assertThat(password(config.database())).isEqualTo("from outside");
  }

  @Test
  void namesTheVariableThatIsNotSet() {
    String text =
        Folder.document() + Folder.DATABASE_SECRET.replace("secret}", "\"${DB_PASSWORD}\"}");
    assertThat(refused(text, Reason.SecretMissing)).contains("DB_PASSWORD").contains("not set");
  }

  @Test
  void takesSecretsFromAMountedFolder() {
    folder.write("secrets/shop-db/username", "reader\n").write("secrets/shop-db/password", "m\n");
    WorkerConfig config = loaded(Folder.document());
    assertThat(config.database().user()).isEqualTo("reader");
    assertThat(password(config.database())).isEqualTo("m");
  }

  @Test
  void namesTheSecretOrTheKeyThatIsMissing() {
    assertThat(refused(Folder.document(), Reason.SecretMissing)).contains("'shop-db'");
    folder.write("secrets/shop-db/username", "reader");
    assertThat(refused(Reason.SecretMissing)).contains("no key 'password'");
  }

  @Test
  void saysThatASecretCannotBeRead() throws IOException {
    folder.write("secrets/shop-db/username", "reader");
    Files.write(folder.path.resolve("secrets/shop-db/password"), new byte[] {(byte) 0xC3, 0x28});
    assertThat(refused(Folder.document(), Reason.SecretMissing)).contains("cannot read");
  }

  @Test
  void readsNoFileOutsideTheMountedFolder() {
    folder.write("secrets/shop-db/username", "reader").write("passwd", "stolen");
    String text = Folder.document().replace("{name: shop-db}}", "{name: shop-db}, passwordKey: x}");
    assertThat(
            refused(
                text.replace("passwordKey: x", "passwordKey: ../../passwd"), Reason.InvalidSpec))
        .contains("passwordKey");
  }

  @Test
  void knowsEveryFormOfCredentialsForNats() {
    String ref = "secretKeyRef: {name: shop-nats, key: ";
    assertThat(nats("userPassword: {secretRef: {name: shop-nats}}"))
        .isInstanceOfSatisfying(
            NatsCredentials.UserPassword.class,
            c -> {
              assertThat(c.user()).isEqualTo("n");
              assertThat(new String(c.password())).isEqualTo("np");
            });
    assertThat(nats("token: {" + ref + "token}}"))
        .isInstanceOfSatisfying(
            NatsCredentials.Token.class, c -> assertThat(new String(c.token())).isEqualTo("t"));
    assertThat(nats("nkey: {" + ref + "seed}}"))
        .isInstanceOfSatisfying(
            NatsCredentials.NKey.class, c -> assertThat(new String(c.seed())).isEqualTo("SU"));
    assertThat(nats("credsFile: {" + ref + "user.creds}}"))
        .isInstanceOfSatisfying(
            NatsCredentials.CredsFile.class,
            c -> assertThat(new String(c.content(), StandardCharsets.UTF_8)).isEqualTo("creds\n"));
  }

  private NatsCredentials nats(String form) {
    String document = Folder.document("credentials: {" + form + "}", "");
    return loaded(document + Folder.DATABASE_SECRET + NATS_SECRET).nats().credentials();
  }

  @Test
  void takesCertificatesFromSecretsAndConfigMaps() {
    String tls =
        "tls: {caCertificate: {configMapKeyRef: {name: ca, key: ca.crt}},"
            + " clientCertificate: {secretRef: {name: own}}}";
    String more =
        """
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: ca}
        data: {ca.crt: CA}
        ---
        apiVersion: v1
        kind: Secret
        metadata: {name: own}
        stringData: {tls.crt: CERT, tls.key: KEY}
        """;
    var found = loaded(Folder.document("", tls) + Folder.DATABASE_SECRET + more).database().tls();
    assertThat(found.mode()).isEqualTo(PostgresEndpoint.TlsMode.VERIFY_FULL);
    assertThat(found.material().ca()).isEqualTo("CA");
    assertThat(found.material().certificate()).isEqualTo("CERT");
    assertThat(found.material().key()).isEqualTo("KEY");
  }

  @Test
  void refusesWhatIsNotOneDocument() {
    String two = Folder.document() + "---\n" + Folder.document() + Folder.DATABASE_SECRET;
    assertThat(refused(two, Reason.InvalidSpec)).contains("write exactly one");
    assertThat(refused("", Reason.InvalidSpec)).contains("write exactly one");
    assertThat(refused("a: [", Reason.InvalidSpec)).contains("line");
  }

  @Test
  void namesTheFileThatCannotBeRead() {
    assertThat(refused(Reason.InvalidSpec)).contains("there is no file").contains("shop.yaml");
  }

  @Test
  void changesItsFingerprintWithEveryValueThatItReads() {
    folder.write("secrets/shop-db/username", "reader").write("secrets/shop-db/password", "a");
    WorkerConfig before = loaded(Folder.document());
    assertThat(folder.loader().load().fingerprint()).isEqualTo(before.fingerprint());
    folder.write("secrets/shop-db/password", "b");
    WorkerConfig after = folder.loader().load();
    assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(after.sameNats(before)).isTrue();
  }

  @Test
  void tellsWhenNatsIsToBeReachedInAnotherWay() {
    folder.write("secrets/shop-db/username", "reader").write("secrets/shop-db/password", "a");
    WorkerConfig before = loaded(Folder.document());
    WorkerConfig moved = loaded(Folder.document().replace("nats://", "nats://other."));
    assertThat(moved.sameNats(before)).isFalse();
  }

  @Test
  void tellsWhenNatsHasAnotherCertificate() {
    folder.write("secrets/shop-db/username", "reader").write("secrets/shop-db/password", "a");
    folder.write("secrets/nats/ca", "one");
    String document =
        Folder.document("tls: {caCertificate: {secretKeyRef: {name: nats, key: ca}}}", "");
    WorkerConfig before = loaded(document);
    folder.write("secrets/nats/ca", "two");
    assertThat(folder.loader().load().sameNats(before)).isFalse();
  }

  /** It is shown to people who may not read Secrets. */
  @Test
  void itsFingerprintIsNoneToTryPasswordsOn() {
    folder.write("secrets/shop-db/username", "reader").write("secrets/shop-db/password", "a");
    String known =
        Folder.document() + "Secret/shop-db/password" + "a" + "Secret/shop-db/username" + "reader";
    String tried = Digests.sha256Hex(known.getBytes(StandardCharsets.UTF_8), 16);
    assertThat(loaded(Folder.document()).fingerprint()).hasSameSizeAs(tried).isNotEqualTo(tried);
  }

  @Test
  void printsNoCredentials() {
    WorkerConfig config = loaded(Folder.document() + Folder.DATABASE_SECRET);
    assertThat(config.toString()).doesNotContain("secret");
    assertThat(config.database().toString()).doesNotContain("secret");
  }
}
