/**
 * The whole worker below its I/O, with a model of PostgreSQL and of JetStream, in a time of its
 * own: one seed gives one history.
 */
@NullMarked
package io.pgwalstreams.worker.simulation;

import org.jspecify.annotations.NullMarked;
