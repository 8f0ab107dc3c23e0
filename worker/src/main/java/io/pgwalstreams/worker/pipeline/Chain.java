package io.pgwalstreams.worker.pipeline;

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
    IntSupplier attempts) {}
