package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/**
 * Reads a range of messages one by one, many at a time. A consumer that sends headers only would be
 * shorter, but a WorkQueue stream allows none beside the user's own, and it needs more permissions.
 * Thread-safe.
 */
final class HeaderScan {
  private static final int AT_ONCE = 256;

  private final LongFunction<CompletableFuture<Optional<StoredMessage>>> read;
  private final long to;
  private final TreeMap<Long, StoredMessage> found = new TreeMap<>();
  private final CompletableFuture<List<StoredMessage>> done = new CompletableFuture<>();
  private long next;
  private int outstanding;

  HeaderScan(LongFunction<CompletableFuture<Optional<StoredMessage>>> read, long from, long to) {
    this.read = read;
    this.next = from;
    this.to = to;
  }

  CompletableFuture<List<StoredMessage>> run() {
    ask();
    return done;
  }

  private void ask() {
    while (!done.isDone()) {
      long sequence;
      synchronized (this) {
        if (outstanding == AT_ONCE) {
          return;
        }
        if (next > to) {
          if (outstanding == 0) {
            done.complete(List.copyOf(found.values()));
          }
          return;
        }
        sequence = next++;
        outstanding++;
      }
      var unused = read.apply(sequence).whenComplete(this::answered);
    }
  }

  private void answered(Optional<StoredMessage> message, Throwable e) {
    if (e != null) {
      done.completeExceptionally(e);
      return;
    }
    synchronized (this) {
      outstanding--;
      message.ifPresent(m -> found.put(m.sequence(), m));
    }
    ask();
  }
}
