package io.pgwalstreams.api;

import java.util.Optional;

/**
 * A standstill that a person may accept once. Immutable.
 *
 * @param id what accepts it
 * @param position the last change that the stream is known to hold: commit LSN and ordinal; empty
 *     when nothing is known of the stream
 */
public record Halt(String id, Optional<String> position) {}
