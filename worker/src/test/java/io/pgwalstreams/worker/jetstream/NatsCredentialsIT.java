package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nats.client.NKey;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.testkit.NatsServer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsCredentialsIT {
  private static final JetStreamSettings SETTINGS = TestStream.settings();

  private static NatsEndpoint endpoint(NatsServer server, NatsCredentials credentials) {
    return TestStream.at(credentials, NatsEndpoint.DEFAULT_API_PREFIX, server.url());
  }

  private static JetStreamClient client(NatsServer server, NatsCredentials credentials) {
    return JetStreamClient.connect(endpoint(server, credentials), SETTINGS);
  }

  private static void assertComesIn(NatsServer server, NatsCredentials credentials) {
    try (var port = client(server, credentials)) {
      if (port.stream().join().isEmpty()) {
        port.createStream().join();
      }
      assertThat(port.prepareBucket().join().unsuitable()).isEmpty();
      assertThat(port.connected()).isTrue();
    }
  }

  private static Failure refusal(NatsServer server, NatsCredentials credentials) {
    try (var port = client(server, credentials)) {
      return failure(() -> port.stream().join());
    }
  }

  private static Failure failure(Runnable work) {
    try {
      work.run();
    } catch (CompletionException e) {
      if (e.getCause() instanceof FailureException f) {
        return f.failure();
      }
      throw e;
    }
    throw new AssertionError("nothing failed");
  }

  private static NatsCredentials password(String password) {
    return new NatsCredentials.UserPassword("worker", password.toCharArray());
  }

  private static void assertRefused(NatsServer server, NatsCredentials credentials) {
    assertThat(refusal(server, credentials).reason()).isEqualTo(Reason.NatsAuthenticationFailed);
  }

  @Test
  void comesInByUserAndPassword() {
    try (var server =
        NatsServer.start("authorization { users: [ { user: worker, password: right } ] }")) {
      assertComesIn(server, password("right"));
      assertRefused(server, password("wrong"));
      assertRefused(server, new NatsCredentials.None());
      assertThat(refusal(server, password("wrong")).message()).doesNotContain("wrong");
    }
  }

  @Test
  void comesInByToken() {
    try (var server = NatsServer.start("authorization { token: \"s3cret\" }")) {
      assertComesIn(server, new NatsCredentials.Token("s3cret".toCharArray()));
      assertRefused(server, new NatsCredentials.Token("other".toCharArray()));
    }
  }

  @Test
  void comesInByNkey() throws Exception {
    var user = NKey.createUser(null);
    var id = new String(user.getPublicKey());
    try (var server = NatsServer.start("authorization { users: [ { nkey: " + id + " } ] }")) {
      assertComesIn(server, new NatsCredentials.NKey(user.getSeed()));
      assertRefused(server, new NatsCredentials.NKey(NKey.createUser(null).getSeed()));
    }
  }

  @Test
  void aSeedThatIsNoneIsNamed() {
    try (var server = NatsServer.start("authorization { token: \"s3cret\" }")) {
      assertRefused(server, new NatsCredentials.NKey("SUNONSENSE".toCharArray()));
      assertRefused(
          server, new NatsCredentials.CredsFile("nonsense".getBytes(StandardCharsets.US_ASCII)));
    }
  }

  @Test
  void comesInByCredsFile() throws Exception {
    var operator = new OperatorMode();
    var stranger = new OperatorMode();
    try (var server = NatsServer.start(operator.configuration())) {
      assertComesIn(server, new NatsCredentials.CredsFile(operator.user(null)));
      assertRefused(server, new NatsCredentials.CredsFile(stranger.user(null)));
    }
  }

  @Test
  void credentialsThatExpireAreReplacedWithoutLosingThePort() throws Exception {
    var operator = new OperatorMode();
    try (var server = NatsServer.start(operator.configuration());
        var port =
            client(server, new NatsCredentials.CredsFile(operator.user(Duration.ofSeconds(3))))) {
      port.createStream().join();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  !port.connected()
                      && failure(() -> port.stream().join()).reason()
                          == Reason.NatsAuthenticationFailed);
      port.refresh(endpoint(server, new NatsCredentials.CredsFile(operator.user(null))));
      await().until(port::connected);
      assertThat(port.stream().join()).isPresent();
    }
  }

  @Test
  void aChangedPasswordIsTakenUpWhileConnected() throws Exception {
    try (var server =
        NatsServer.start("authorization { users: [ { user: worker, password: old } ] }")) {
      try (var port = client(server, password("old"))) {
        port.createStream().join();
        server.stop();
        server.configure("authorization { users: [ { user: worker, password: new } ] }");
        server.startAgain();
        await()
            .ignoreExceptions()
            .until(
                () ->
                    failure(() -> port.stream().join()).reason()
                        == Reason.NatsAuthenticationFailed);
        port.refresh(endpoint(server, password("new")));
        await().until(port::connected);
        assertThat(port.stream().join()).isPresent();
      }
    }
  }

  @Test
  void namesTheSubjectOfAMissingPermission() {
    try (var server =
        NatsServer.start(
            "authorization { users: [ { user: worker, password: right, permissions: { publish: {"
                + " deny: [\"$JS.API.STREAM.MSG.GET.>\", \"db.secret.>\"] } } } ] }")) {
      try (var port = client(server, password("right"))) {
        port.createStream().join();
        var read = failure(() -> port.lastBySubject("db.>").join());
        assertThat(read.reason()).isEqualTo(Reason.NatsPermissionMissing);
        assertThat(read.message()).contains("$JS.API.STREAM.MSG.GET.db");
        port.publish(OutgoingMessage.of("db.secret.t.insert", List.of(), new byte[0]), 4, 1);
        port.flush(1);
        var answer = new AtomicReference<PublishAnswer>();
        await()
            .until(
                () -> {
                  answer.set(port.poll());
                  return answer.get() != null;
                });
        assertThat(answer.get())
            .isInstanceOfSatisfying(
                PublishAnswer.Refused.class,
                r -> {
                  assertThat(r.code()).isEqualTo(JetStreamClient.PUBLISH_DENIED);
                  assertThat(r.token()).isEqualTo(new Token(4, 1));
                  assertThat(r.description()).contains("db.secret.t.insert");
                });
      }
    }
  }

  @Test
  void saysThatTheInboxMayNotBeHeard() {
    try (var server =
        NatsServer.start(
            "authorization { users: [ { user: worker, password: right, permissions: { subscribe: {"
                + " deny: [\"_INBOX.>\"] } } } ] }")) {
      try (var port = client(server, password("right"))) {
        var info = failure(() -> port.stream().join());
        assertThat(info.reason()).isEqualTo(Reason.NatsPermissionMissing);
        assertThat(info.remedy()).contains("_INBOX.>");
      }
    }
  }

  @Test
  void saysThatJetStreamIsNotEnabled() {
    try (var server =
        NatsServer.start("accounts { A: { users: [ { user: worker, password: right } ] } }")) {
      var failure = refusal(server, password("right"));
      assertThat(failure.reason()).isEqualTo(Reason.NatsUnreachable);
      assertThat(failure.remedy()).contains("enable JetStream");
    }
  }

  @Test
  void reachesJetStreamOfADomainCheckpointsIncluded(@TempDir Path store) {
    var config = "jetstream { domain: hub, store_dir: \"" + store + "\" }";
    try (var server = NatsServer.start(config);
        var port =
            JetStreamClient.connect(
                TestStream.at(
                    new NatsCredentials.None(), NatsEndpoint.domainPrefix("hub"), server.url()),
                SETTINGS)) {
      assertThat(port.createStream().join().domain()).isEqualTo("hub");
      port.prepareBucket().join();
      long revision = port.putCheckpoint(new byte[] {1}, 0).join().orElseThrow();
      assertThat(port.checkpoints().join().stored())
          .singleElement()
          .satisfies(c -> assertThat(c.revision()).isEqualTo(revision));
    }
  }

  @Test
  void aHostWithoutAddressIsNamed() {
    try (var port =
        JetStreamClient.connect(TestStream.at("nats://no-such-host.invalid:4222"), SETTINGS)) {
      assertThat(failure(() -> port.stream().join()))
          .satisfies(
              f -> {
                assertThat(f.reason()).isEqualTo(Reason.NatsUnreachable);
                assertThat(f.message()).contains("no-such-host.invalid").contains("no address");
              });
    }
  }
}
