package io.pgwalstreams.worker.pipeline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.resume.Gap;
import io.pgwalstreams.worker.resume.Observation;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** An accepted gap, as the event on {@code prefix.gap} that makes it visible to consumers. Pure. */
final class GapEvent {
  private static final ObjectMapper JSON = new ObjectMapper();

  private GapEvent() {}

  /**
   * Publishing goes on behind {@code at}.
   *
   * @param before the transaction there; null when there is none that PostgreSQL could send again
   */
  static Event of(
      Gap gap,
      Position at,
      @Nullable TransactionId before,
      String prefix,
      Observation.Source source) {
    var body =
        JSON.createObjectNode()
            .put("id", gap.id())
            .put("action", "GAP")
            .put("reason", gap.why().reason().name())
            .put("message", gap.why().message());
    Position from = gap.from();
    if (from != null) {
      body.put("from", from.toString());
    }
    body.put("to", gap.to().toString()).put("system", source.identity().system());
    try {
      return new Event(
          new Position(at.lsn(), at.ordinal()),
          before == null ? new TransactionId(at.lsn(), 0, 0) : before,
          prefix + ".gap",
          Body.of(gap.id(), JSON.writeValueAsBytes(body)),
          new Event.Label("", "", "GAP"));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
