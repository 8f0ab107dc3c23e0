package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.encode.EventHeaders;
import io.pgwalstreams.worker.resume.Anchor;
import java.util.function.IntSupplier;

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

  /** The headers of what a worker of this epoch publishes. */
  EventHeaders headers(long epoch) {
    return new EventHeaders(source.system(), source.timeline(), epoch);
  }
}
