package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Requests that wait for their answers. A question that nobody answers is asked again: while a
 * stream has no leader, nobody hears it, and a new leader knows of none that came before. Whichever
 * answer comes first counts. What changes something is sent once. Thread-safe.
 */
final class Requests {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

  /** How long each asking of a question is given before the next; the last one has the rest. */
  private static final List<Duration> ASK_AGAIN_AFTER =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private final AtomicLong names = new AtomicLong();

  private record Pending(String subject, CompletableFuture<byte[]> answer) {}

  /** How a request gets to the server. */
  interface Way {
    /** {@code name} comes back with the answer. False when the connection is gone. */
    boolean send(String name);
  }

  /**
   * Sends it once: it changes something, or its answer is large, and asking again would only make
   * the network slower. Fails with FailureException: with {@code gone} when it cannot be sent.
   */
  CompletableFuture<byte[]> once(String subject, Way way, Supplier<Failure> gone) {
    return begin(new Pending(subject, new CompletableFuture<>()), name(), way, gone);
  }

  /** As {@link #once}, of what changes nothing: it is asked again within the same time. */
  CompletableFuture<byte[]> question(String subject, Way way, Supplier<Failure> gone) {
    String name = name();
    var waiting = new Pending(subject, new CompletableFuture<>());
    var answer = begin(waiting, name, way, gone);
    askAgain(waiting, name, way, 0);
    return answer;
  }

  private String name() {
    return Long.toString(names.incrementAndGet());
  }

  private CompletableFuture<byte[]> begin(
      Pending waiting, String name, Way way, Supplier<Failure> gone) {
    pending.put(name, waiting);
    if (!way.send(name)) {
      waiting.answer.completeExceptionally(gone.get().asException());
    }
    return waiting
        .answer
        .orTimeout(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (body, e) -> {
              pending.remove(name);
              if (e == null) {
                return body;
              }
              throw e instanceof FailureException f ? f : ApiErrors.unanswered(waiting.subject, e);
            });
  }

  /** The copy, because its timer goes with the answer: there may be many thousands a second. */
  private void askAgain(Pending waiting, String name, Way way, int asked) {
    if (asked == ASK_AGAIN_AFTER.size()) {
      return;
    }
    var unused =
        waiting
            .answer
            .copy()
            .orTimeout(ASK_AGAIN_AFTER.get(asked).toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (body, e) -> {
                  if (!waiting.answer.isDone() && way.send(name)) {
                    askAgain(waiting, name, way, asked + 1);
                  }
                });
  }

  /** An answer has come. */
  void answered(String name, byte[] body) {
    var waiting = pending.remove(name);
    if (waiting != null) {
      waiting.answer.complete(body);
    }
  }

  /** A request has failed; {@code why} is made of its subject. */
  void failed(String name, Function<String, Failure> why) {
    var waiting = pending.remove(name);
    if (waiting != null) {
      waiting.answer.completeExceptionally(why.apply(waiting.subject).asException());
    }
  }

  /** Every request on this subject has failed; false when there is none. */
  boolean failedOn(String subject, Failure why) {
    boolean any = false;
    for (var waiting : pending.values()) {
      if (waiting.subject.equals(subject)) {
        any = true;
        waiting.answer.completeExceptionally(why.asException());
      }
    }
    return any;
  }

  /** Every request has failed. */
  void allFailed(Failure why) {
    for (var name : List.copyOf(pending.keySet())) {
      failed(name, subject -> why);
    }
  }
}
