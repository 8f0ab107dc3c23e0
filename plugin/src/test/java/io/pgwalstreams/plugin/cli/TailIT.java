package io.pgwalstreams.plugin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StreamConfiguration;
import io.pgwalstreams.testkit.NatsServer;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code tail} of a real stream, found by a WalStream and its Secret. */
class TailIT {
  /** {@code shop} may do what docs/guide/nats.md gives to a worker; {@code admin} everything. */
  private static final String USERS =
      """
      no_auth_user: admin
      authorization { users: [
        { user: admin, password: a }
        { user: shop, password: s, permissions: {
          publish: ["db.>", "$JS.API.STREAM.INFO.db", "$JS.API.STREAM.MSG.GET.db"], subscribe: ["_INBOX.>"] } }
        { user: writer, password: w, permissions: { publish: ["db.>"], subscribe: ["_INBOX.>"] } }
      ] }
      """;

  private NatsServer nats;
  private Connection admin;
  private FakeCluster cluster;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    nats = NatsServer.start(USERS);
    admin = Nats.connect(Options.builder().server(nats.url()).userInfo("admin", "a").build());
    cluster = new FakeCluster();
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    cluster.close();
    admin.close();
    nats.close();
  }

  private void walStreamAs(String user, String password) {
    cluster.create(
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("nats")
            .endMetadata()
            .withData(Map.of("username", base64(user), "password", base64(password)))
            .build());
    cluster.walStream(
        "shop",
        """
        {database: {host: h, name: app, credentials: {secretRef: {name: s}}},
         publication: {managed: {tables: [{name: users}]}},
         nats: {servers: ["%s"], subjectPrefix: db, stream: {name: db},
                credentials: {userPassword: {secretRef: {name: nats}}}}}
        """
            .formatted(nats.url())
            .replace("\n", " "),
        "{}");
  }

  private static String base64(String text) {
    return java.util.Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private void stream(RetentionPolicy retention) throws IOException, JetStreamApiException {
    var unused =
        admin
            .jetStreamManagement()
            .addStream(
                StreamConfiguration.builder()
                    .name("db")
                    .subjects("db.>")
                    .retentionPolicy(retention)
                    .build());
    event("users", "insert", 1);
    event("orders", "insert", 2);
    event("users", "update", 3);
  }

  private void event(String table, String action, int id)
      throws IOException, JetStreamApiException {
    String body =
        "{\"id\":\"e%d\",\"schema\":\"public\",\"table\":\"%s\",\"action\":\"%s\",\"data\":{\"id\":%d}}"
            .formatted(id, table, action.toUpperCase(java.util.Locale.ROOT), id);
    var unused =
        admin
            .jetStream()
            .publish(
                "db.public." + table + "." + action,
                body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private long messages() throws IOException, JetStreamApiException {
    return admin.jetStreamManagement().getStreamInfo("db").getStreamState().getMsgCount();
  }

  @Test
  void showsWhatTheStreamHolds() throws Exception {
    stream(RetentionPolicy.Limits);
    walStreamAs("admin", "a");

    FakeCluster.Ran ran = cluster.run("tail", "shop", "--from=first", "--no-follow");

    assertThat(ran.err()).contains("stream db, 3 messages").contains("acknowledges nothing");
    assertThat(ran.out().lines())
        .hasSize(3)
        .first()
        .asString()
        .matches("1  .*  public.users +INSERT +\\{\"id\":1}");
    assertThat(ran.status()).isZero();
  }

  @Test
  void showsOnlyWhatIsAskedFor() throws Exception {
    stream(RetentionPolicy.Limits);
    walStreamAs("admin", "a");

    assertThat(
            cluster
                .run("tail", "shop", "--from=first", "--no-follow", "-t", "users", "--op=update")
                .out())
        .contains("UPDATE")
        .hasLineCount(1);
    assertThat(cluster.run("tail", "shop", "--from=2", "--limit=1", "-o", "json").out())
        .startsWith("{\"sequence\":2,")
        .hasLineCount(1);
    assertThat(cluster.run("tail", "shop", "--from=1h", "--no-follow").out()).hasLineCount(3);
  }

  @Test
  void leavesDurableConsumersAsTheyAre() throws Exception {
    stream(RetentionPolicy.Limits);
    walStreamAs("admin", "a");
    var unused =
        admin
            .jetStreamManagement()
            .addOrUpdateConsumer("db", ConsumerConfiguration.builder().durable("billing").build());

    assertThat(cluster.run("tail", "shop", "--from=first", "--no-follow").out()).hasLineCount(3);

    var billing = admin.jetStreamManagement().getConsumerInfo("db", "billing");
    assertThat(billing.getNumPending()).isEqualTo(3);
    assertThat(billing.getDelivered().getConsumerSequence()).isZero();
  }

  @Test
  void takesNothingOutOfAWorkQueue() throws Exception {
    stream(RetentionPolicy.WorkQueue);
    walStreamAs("admin", "a");

    FakeCluster.Ran ran = cluster.run("tail", "shop", "--from=first", "--no-follow", "-t", "users");

    assertThat(ran.err()).contains("retention WorkQueue").contains("Nothing is taken");
    assertThat(ran.out()).hasLineCount(2);
    assertThat(messages()).isEqualTo(3);
    assertThat(admin.jetStreamManagement().getConsumerNames("db")).isEmpty();
  }

  @Test
  void readsWithNoMoreThanTheWorkersRights() throws Exception {
    stream(RetentionPolicy.Limits);
    walStreamAs("shop", "s");

    FakeCluster.Ran ran = cluster.run("tail", "shop", "--from=first", "--no-follow");

    assertThat(ran.err()).contains("may not create consumers");
    assertThat(ran.out()).hasLineCount(3);
    assertThat(cluster.run("tail", "shop", "--from=1h", "--limit=2").out()).hasLineCount(2);
  }

  @Test
  void whoMayNotLookAtTheStreamIsToldWhatToAllow() throws Exception {
    stream(RetentionPolicy.Limits);
    walStreamAs("writer", "w");

    FakeCluster.Ran ran = cluster.run("tail", "shop");

    assertThat(ran.err())
        .contains("NatsPermissionMissing")
        .contains(
            "allow it to publish to $JS.API.STREAM.INFO.db and $JS.API.STREAM.MSG.GET.db, and to"
                + " subscribe to _INBOX.>");
  }

  @Test
  void refusedCredentialsAreAReasonOfTheList() throws Exception {
    stream(RetentionPolicy.Limits);
    walStreamAs("shop", "wrong");

    FakeCluster.Ran ran = cluster.run("tail", "shop");

    assertThat(ran.err()).contains("NatsAuthenticationFailed");
    assertThat(ran.status()).isEqualTo(68);
  }

  @Test
  void aStreamThatIsNotThereIsNamed() throws Exception {
    walStreamAs("admin", "a");
    assertThat(cluster.run("tail", "shop").err()).contains("StreamMissing").contains("'db'");
  }

  @Test
  void aWrongWishIsAnswered() {
    assertThat(cluster.run("tail", "shop", "--from=yesterday").status()).isEqualTo(2);
    assertThat(cluster.run("tail", "shop", "--op=upsert").err()).contains("truncate");
  }
}
