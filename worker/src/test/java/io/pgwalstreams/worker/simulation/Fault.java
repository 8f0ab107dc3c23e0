package io.pgwalstreams.worker.simulation;

/** Something that goes wrong at a time, in nanoseconds since the history began. */
record Fault(long at, Kind kind) {}
