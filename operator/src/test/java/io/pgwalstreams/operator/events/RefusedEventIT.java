package io.pgwalstreams.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.status.Story;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Against a server that refuses. */
@EnableKubernetesMockClient(https = false)
class RefusedEventIT {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Story STORY = new Story(Story.Type.Warning, "SlotLost", "it is gone");
  private static final String EVENTS = "/apis/events.k8s.io/v1/namespaces/shop/events";

  private final Logger log = (Logger) LoggerFactory.getLogger(EventRecorder.class);
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private KubernetesMockServer server;
  private KubernetesClient client;
  private Instant now = NOW;

  @BeforeEach
  void listen() {
    said.start();
    log.addAppender(said);
  }

  @AfterEach
  void stopListening() {
    log.detachAppender(said);
  }

  private Clock clock() {
    return new Clock() {
      @Override
      public ZoneOffset getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(java.time.ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return now;
      }
    };
  }

  private void refuses(int code, String message) {
    server
        .expect()
        .post()
        .withPath(EVENTS)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(message).build())
        .always();
  }

  private List<String> complaints() {
    return said.list.stream()
        .filter(e -> e.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void aRefusalIsComplainedOfOnceAndThrownNever() {
    refuses(403, "events is forbidden");
    var recorder = new EventRecorder(client, "operator-0", clock());

    for (int i = 0; i < 5; i++) {
      recorder.record(resource(), List.of(STORY, STORY));
    }
    assertThat(complaints()).singleElement().asString().contains("SlotLost", "events is forbidden");
    assertThat(server.getRequestCount()).as("not told less for it").isEqualTo(10);
  }

  @Test
  void aRefusalThatLastsIsComplainedOfAgain() {
    refuses(403, "events is forbidden");
    var recorder = new EventRecorder(client, "operator-0", clock());

    recorder.record(resource(), List.of(STORY));
    now = NOW.plus(Duration.ofMinutes(11));
    recorder.record(resource(), List.of(STORY, STORY));

    assertThat(complaints()).hasSize(2);
  }

  @Test
  void anEventThatWentBetweenConflictAndCountIsToldOftenEnough() {
    refuses(409, "it exists");

    new EventRecorder(client, "operator-0", clock()).record(resource(), List.of(STORY));

    assertThat(complaints()).isEmpty();
  }

  private static WalStreamResource resource() {
    var resource = new WalStreamResource();
    resource.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("orders").withUid("uid-1").build());
    return resource;
  }
}
