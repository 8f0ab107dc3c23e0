package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A connect that can be left alone. jnats tells of a refused password, or of a server that says
 * nothing, only when the connect's time is over. What is made too late is closed. Thread-safe.
 */
final class Opening {
  private final CompletableFuture<JnatsConnection> outcome = new CompletableFuture<>();

  private Opening() {}

  /** Begins to connect; {@code done} is told of the end, whatever it is, on another thread. */
  static Opening begin(NatsEndpoint endpoint, JnatsConnection.Events events, Runnable done) {
    var opening = new Opening();
    Thread.ofVirtual()
        .name("nats-connect")
        .start(
            () -> {
              try {
                opening.connect(endpoint, events);
              } finally {
                done.run();
              }
            });
    return opening;
  }

  private void connect(NatsEndpoint endpoint, JnatsConnection.Events events) {
    try {
      var made = JnatsConnection.open(endpoint, events);
      if (!outcome.complete(made)) {
        made.close();
      }
    } catch (FailureException | InterruptedException e) {
      outcome.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      // Whoever waits must hear of a defect, too.
      outcome.completeExceptionally(e);
      throw e;
    }
  }

  boolean isDone() {
    return outcome.isDone();
  }

  /**
   * The connection, once it is done. Throws FailureException with the reason when there is none.
   */
  JnatsConnection result() {
    try {
      return outcome.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof FailureException failure
          ? failure
          : Reason.Internal.because(
                  "connecting to NATS ended in a defect: " + e.getCause(),
                  "report it with the log; it is tried again")
              .asException();
    }
  }

  /** Nobody wants it any more. */
  void leave() {
    if (!outcome.cancel(false)) {
      var unused = outcome.thenAccept(JnatsConnection::close);
    }
  }
}
