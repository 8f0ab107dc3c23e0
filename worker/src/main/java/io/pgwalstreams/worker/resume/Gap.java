package io.pgwalstreams.worker.resume;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import org.jspecify.annotations.Nullable;

/**
 * A gap that was accepted: changes between {@code from} and {@code to} may be missing.
 *
 * @param id of the halt that was accepted
 * @param from the last change that was published before it; null when none is known
 */
public record Gap(String id, Failure why, @Nullable Position from, Lsn to) {}
