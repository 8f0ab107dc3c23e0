package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.resume.Anchor;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What every message of a session says.
 *
 * @param maxBytes limit of bytes in flight
 * @param attempts numbers that no attempt on this connection has had: an answer may outlive the
 *     session that asked for it
 */
record Chain(
    String stream,
    Anchor.StreamIdentity identity,
    Anchor.SourceIdentity source,
    long maxBytes,
    IntSupplier attempts) {

  /** What an event's headers say; {@code before}: the position of the one that it follows from. */
  EventHeader header(
      Event event, String mapping, long epoch, @Nullable Position before, @Nullable Lsn lastEnd) {
    return new EventHeader(
        source.system(),
        source.timeline(),
        event.position(),
        event.transaction(),
        mapping,
        epoch,
        before,
        lastEnd);
  }
}
