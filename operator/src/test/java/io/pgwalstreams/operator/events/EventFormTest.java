package io.pgwalstreams.operator.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.pgwalstreams.operator.resource.WalStreamResource;
import io.pgwalstreams.operator.status.Story;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventFormTest {
  private static final Story STORY = new Story(Story.Type.Warning, "SlotLost", "it is gone");

  @Test
  void regardsTheWalStream() {
    Event event = event("uid-1", STORY);

    assertThat(event.getApiVersion()).isEqualTo("events.k8s.io/v1");
    assertThat(event.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(event.getRegarding().getApiVersion()).isEqualTo("pgwalstreams.io/v1alpha1");
    assertThat(event.getRegarding().getKind()).isEqualTo("WalStream");
    assertThat(event.getRegarding().getName()).isEqualTo("orders");
    assertThat(event.getRegarding().getUid()).isEqualTo("uid-1");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReason()).isEqualTo("SlotLost");
    assertThat(event.getNote()).isEqualTo("it is gone");
    assertThat(event.getReportingController()).isEqualTo("pgwalstreams.io/operator");
    assertThat(event.getReportingInstance()).isEqualTo("operator-0");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-02T03:04:05.000000Z");
  }

  @Test
  void theSameStoryHasTheSameNameAndAnotherHasAnother() {
    String name = name("uid-1", STORY);

    assertThat(name("uid-1", STORY)).isEqualTo(name).startsWith("orders.");
    assertThat(name("uid-2", STORY)).isNotEqualTo(name);
    assertThat(name("uid-1", new Story(Story.Type.Warning, "SlotLost", "again")))
        .isNotEqualTo(name);
  }

  @Test
  void aNoteFitsInTheBytesThatTheServerTakes() {
    String note = event("uid-1", new Story(Story.Type.Normal, "Long", "ü😀".repeat(900))).getNote();

    assertThat(note.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1010, 1024);
    assertThat(note).endsWith("…").doesNotContain("?");
  }

  private static String name(String uid, Story story) {
    return event(uid, story).getMetadata().getName();
  }

  private static Event event(String uid, Story story) {
    var resource = new WalStreamResource();
    resource.setMetadata(
        new ObjectMetaBuilder().withNamespace("shop").withName("orders").withUid(uid).build());
    return new EventForm("operator-0")
        .event(resource, story, EventForm.time(Instant.parse("2026-01-02T03:04:05Z")));
  }
}
