package io.pgwalstreams.worker.runtime;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.change.TableFilter;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.encode.EventEncoder;
import io.pgwalstreams.worker.encode.MappingId;
import io.pgwalstreams.worker.encode.OversizedEvent;
import io.pgwalstreams.worker.encode.SubjectTemplate;
import io.pgwalstreams.worker.pipeline.Mapping;
import io.pgwalstreams.worker.pipeline.PipelineSettings;

/** The mapping that the document describes. One thread. */
public final class EventMapping implements Mapping {
  private final String id;
  private final TableFilter filter;
  private final EventEncoder encoder;
  private final PipelineSettings.Oversized oversized;
  private final long bodyLimit;

  public EventMapping(PipelineSettings s, String systemIdentifier, long maxPayload) {
    this.filter = TableFilter.of(s.tables(), s.excludeColumns(), s.messagePrefixes());
    this.encoder =
        new EventEncoder(systemIdentifier, new SubjectTemplate(s.subjectPrefix()), filter);
    this.oversized = s.oversized();
    this.bodyLimit = OversizedEvent.bodyLimit(maxPayload);
    this.id =
        MappingId.of(
            new MappingId.Inputs(
                s.tables(),
                s.excludeColumns(),
                s.messagePrefixes(),
                s.subjectPrefix(),
                policy(s, bodyLimit),
                s.publications(),
                s.startOptions()));
  }

  /** The limit has a say only where larger events are changed instead of halting. */
  private static String policy(PipelineSettings s, long bodyLimit) {
    return switch (s.oversized()) {
      case HALT -> "Halt";
      case TRUNCATE -> "Truncate " + bodyLimit;
    };
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public boolean wants(Change change) {
    return filter.wants(change);
  }

  @Override
  public Event encode(Change change, Event into) {
    Event event = encoder.encode(change, into);
    int bytes = event.body().length();
    if (bytes <= bodyLimit) {
      return event;
    }
    return switch (oversized) {
      case HALT -> throw tooLarge(event, bytes).asException();
      case TRUNCATE ->
          encoder
              .encodeTruncated(change, bodyLimit, into)
              .orElseThrow(() -> tooLarge(event, bytes).asException());
    };
  }

  /** {@code bytes}: of the whole body, which may not stand there any more. */
  private Failure tooLarge(Event event, int bytes) {
    var label = event.label();
    return Reason.EventTooLarge.because(
        "the "
            + label.action()
            + " on "
            + label.schema()
            + "."
            + label.table()
            + " at "
            + event.position()
            + " makes an event of "
            + bytes
            + " bytes, and the server takes "
            + bodyLimit,
        "raise max_payload on the NATS servers, leave the column out (filter.excludeColumns), or set"
            + " delivery.onOversizedEvent: Truncate");
  }
}
