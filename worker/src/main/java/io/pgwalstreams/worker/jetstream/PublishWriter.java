package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes what is published to a connection's socket, on a thread of its own, because the socket may
 * not take it: whoever publishes never waits for the network. Thread-safe.
 */
final class PublishWriter {
  /** So much is written at once. */
  private static final int FULL = 1 << 16;

  private record Publish(OutgoingMessage message, Token token) {}

  private final SharedPort port;
  private final PublishFrames frames;
  private final Consumer<IOException> failed;
  private final Thread thread;
  private List<Publish> waiting = new ArrayList<>();
  private boolean pushed;
  private boolean closed;

  /**
   * A writer that begins when it is first pushed.
   *
   * @param replyPrefix what stands before the token in the reply subjects
   * @param failed hears, once, why no more can be written
   */
  PublishWriter(SharedPort port, String replyPrefix, Consumer<IOException> failed) {
    this.port = port;
    this.frames = new PublishFrames(replyPrefix);
    this.failed = failed;
    this.thread = Thread.ofPlatform().daemon().name("nats-publisher").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes a message; it is written at the next {@link #push}, or before. */
  synchronized void add(OutgoingMessage message, Token token) {
    waiting.add(new Publish(message, token));
  }

  /** Writes what there is. */
  synchronized void push() {
    if (!pushed && !waiting.isEmpty()) {
      pushed = true;
      notify();
    }
  }

  /** Writes no more. */
  synchronized void close() {
    closed = true;
    notify();
  }

  private synchronized List<Publish> next(List<Publish> used) throws InterruptedException {
    used.clear();
    while (!pushed && !closed) {
      wait();
    }
    pushed = false;
    List<Publish> batch = closed ? List.of() : waiting;
    waiting = used;
    return batch;
  }

  private void run() {
    try {
      List<Publish> batch = next(new ArrayList<>());
      while (!batch.isEmpty()) {
        for (Publish p : batch) {
          frames.add(p.message, p.token);
          if (frames.length() >= FULL) {
            write();
          }
        }
        write();
        batch = next(batch);
      }
    } catch (IOException e) {
      failed.accept(e);
    } catch (InterruptedException e) {
      // nobody interrupts it; it ends all the same
      Thread.currentThread().interrupt();
    }
  }

  private void write() throws IOException {
    if (frames.length() > 0) {
      port.write(frames.array(), frames.length());
      frames.clear();
    }
  }
}
