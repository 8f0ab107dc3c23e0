package io.pgwalstreams.operator.events;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.pgwalstreams.operator.status.Story;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;

/** The form that events.k8s.io/v1 wants, within its limits. Pure. */
final class EventForm {
  private static final String CONTROLLER = "pgwalstreams.io/operator";
  private static final int LONGEST_NOTE = 1024;
  private static final int LONGEST_INSTANCE = 128;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final String instance;

  EventForm(String instance) {
    this.instance =
        instance.length() > LONGEST_INSTANCE ? instance.substring(0, LONGEST_INSTANCE) : instance;
  }

  static MicroTime time(Instant at) {
    return new MicroTime(MICROS.format(at));
  }

  /** The Event of a story; the same story of the same resource has the same name. */
  Event event(HasMetadata regarding, Story story, MicroTime now) {
    var meta = regarding.getMetadata();
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(meta.getNamespace())
        .withName(meta.getName() + "." + fingerprint(meta.getUid(), story))
        .endMetadata()
        .withEventTime(now)
        .withType(story.type().name())
        .withReason(story.reason())
        .withNote(shortened(story.note()))
        .withAction("Reconcile")
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(regarding.getApiVersion())
                .withKind(regarding.getKind())
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .build())
        .build();
  }

  private static String fingerprint(String uid, Story story) {
    String text = uid + "\n" + story.type() + "\n" + story.reason() + "\n" + story.note();
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "")
        .substring(0, 16);
  }

  /** The API server counts bytes. */
  private static String shortened(String note) {
    if (note.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NOTE) {
      return note;
    }
    int end = Math.min(note.length(), LONGEST_NOTE);
    while (note.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_NOTE - 3) {
      end--;
    }
    return note.substring(0, end) + "…";
  }

  /** The merge patch that changes nothing but the series. */
  static String series(int count, MicroTime lastObserved) {
    return "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
        .formatted(count, lastObserved.getTime());
  }
}
