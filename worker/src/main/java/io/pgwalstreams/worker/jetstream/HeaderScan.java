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
 *
 * <p>The leader answers with whole messages, so what is under way at once is bounded by bytes. The
 * first answer tells how large they are; after that the last ones do. Thread-safe.
 */
final class HeaderScan {
  private static final int MOST_READS = 256;

  /** Bytes under way while messages are as large as the last ones. */
  private static final long EXPECTED_BYTES = 4 << 20;

  /** Bytes under way when suddenly each message is as large as the server takes them. */
  private static final long WORST_BYTES = 32 << 20;

  /** max_payload where nothing else is configured (nats-server, MAX_PAYLOAD_SIZE). */
  private static final long DEFAULT_PAYLOAD = 1 << 20;

  private final LongFunction<CompletableFuture<Answer>> read;
  private final long to;
  private final long most;
  private final TreeMap<Long, StoredMessage> found = new TreeMap<>();
  private final CompletableFuture<List<StoredMessage>> done = new CompletableFuture<>();
  private long next;
  private long outstanding;
  private long expected;

  /**
   * An answer to one read.
   *
   * @param message empty when there is none
   * @param bytes the whole answer's size
   */
  record Answer(Optional<StoredMessage> message, int bytes) {}

  /** {@code maxPayload}: the server's; 0 while it is not known. */
  HeaderScan(LongFunction<CompletableFuture<Answer>> read, long maxPayload, long from, long to) {
    this.read = read;
    this.next = from;
    this.to = to;
    this.most = reads(WORST_BYTES, inBase64(maxPayload == 0 ? DEFAULT_PAYLOAD : maxPayload));
  }

  private static long inBase64(long bytes) {
    return bytes / 3 * 4;
  }

  private static long reads(long bytes, long each) {
    return Math.clamp(bytes / each, 1, MOST_READS);
  }

  CompletableFuture<List<StoredMessage>> run() {
    ask();
    return done;
  }

  private void ask() {
    while (!done.isDone()) {
      long sequence;
      synchronized (this) {
        if (outstanding >= allowed()) {
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

  private long allowed() {
    return expected == 0 ? 1 : Math.min(most, reads(EXPECTED_BYTES, expected));
  }

  private void answered(Answer answer, Throwable e) {
    if (e != null) {
      done.completeExceptionally(e);
      return;
    }
    synchronized (this) {
      outstanding--;
      // A large one counts at once, and is forgotten slowly: its like may be among the next.
      expected = Math.max(Math.max(answer.bytes(), 1), expected - expected / 16);
      answer.message().ifPresent(m -> found.put(m.sequence(), m));
    }
    ask();
  }
}
