package io.pgwalstreams.worker.faults;

import java.util.OptionalLong;

/**
 * What a worker takes at one moment.
 *
 * @param seconds since the beginning
 * @param pid of the worker
 * @param rssKib its memory
 * @param handles its open files, sockets among them
 * @param lag the bytes of WAL behind the slot's confirmed position; empty while PostgreSQL is away
 * @param events that the application has committed so far
 */
record SoakSample(
    long seconds,
    long pid,
    long rssKib,
    long threads,
    long handles,
    long sockets,
    OptionalLong lag,
    long events) {
  static final String HEADER = "seconds,pid,rss_kib,threads,handles,sockets,lag_bytes,events";

  /** A line below {@link #HEADER}. */
  String csv() {
    return "%d,%d,%d,%d,%d,%d,%s,%d"
        .formatted(
            seconds,
            pid,
            rssKib,
            threads,
            handles,
            sockets,
            lag.isPresent() ? Long.toString(lag.getAsLong()) : "",
            events);
  }
}
