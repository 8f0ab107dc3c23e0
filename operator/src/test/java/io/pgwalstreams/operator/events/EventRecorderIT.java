package io.pgwalstreams.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.status.Story;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against a server that keeps what it is given. */
@EnableKubernetesMockClient(crud = true, https = false)
class EventRecorderIT {
  private static final Story STORY = new Story(Story.Type.Warning, "SlotLost", "it is gone");

  private KubernetesClient client;

  @Test
  void writesAStoryAsAnEvent() {
    recorder().record(resource(), List.of(STORY));

    assertThat(events()).hasSize(1);
    assertThat(events().getFirst().getReason()).isEqualTo("SlotLost");
    assertThat(events().getFirst().getSeries()).isNull();
  }

  @Test
  void aStoryToldAgainIsCounted() {
    for (int i = 0; i < 3; i++) {
      recorder().record(resource(), List.of(STORY));
    }
    assertThat(events()).hasSize(1);
    assertThat(events().getFirst().getSeries().getCount()).isEqualTo(3);
    assertThat(events().getFirst().getSeries().getLastObservedTime()).isNotNull();
    assertThat(events().getFirst().getNote()).isEqualTo("it is gone");
  }

  @Test
  void anApiServerThatIsAwayIsNoReasonToFail() {
    EventRecorder recorder = recorder();
    client.close();

    recorder.record(resource(), List.of(STORY, STORY));
  }

  private EventRecorder recorder() {
    return new EventRecorder(client, "operator-0", Clock.systemUTC());
  }

  private List<Event> events() {
    return client.events().v1().events().inNamespace("shop").list().getItems();
  }

  private static WalStreamResource resource() {
    var resource = new WalStreamResource();
    resource.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("orders").withUid("uid-1").build());
    return resource;
  }
}
