package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Writes what is published to a connection's socket; where that may have to wait, on a thread of
 * its own: whoever publishes never waits for the network. While one buffer is written, another is
 * filled. Publishing is for one thread, the rest is thread-safe.
 */
final class PublishWriter {
  /** Enough to keep a socket busy for as long as it takes to fill the other buffer. */
  private static final int FULL = 1 << 18;

  /** So much fits into the send buffer that Linux gives a connection at the least (tcp(7)). */
  private static final int BRIEF = 1 << 14;

  private final SharedPort port;
  private final Consumer<IOException> failed;
  private final Thread thread;
  private PublishFrames filling;
  private PublishFrames writing;
  private boolean pushed;

  /** The thread writes {@link #writing}. */
  private boolean busy;

  private boolean closed;
  private volatile int waiting;

  /**
   * A writer that begins when it is first pushed.
   *
   * @param replyPrefix what stands before the token in the reply subjects
   * @param failed hears, once, why no more can be written
   */
  PublishWriter(SharedPort port, String replyPrefix, Consumer<IOException> failed) {
    this.port = port;
    this.filling = new PublishFrames(replyPrefix);
    this.writing = new PublishFrames(replyPrefix);
    this.failed = failed;
    this.thread = Thread.ofPlatform().daemon().name("nats-publisher").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes a message, whose bytes it copies; it is written at the next {@link #push}, or before. */
  synchronized void add(OutgoingMessage message, int attempt, long sequence) {
    filling.add(message, attempt, sequence);
    waiting = filling.length();
  }

  /** False when so much waits for the socket that no more should be added for a while. */
  boolean hasRoom() {
    return waiting < FULL;
  }

  /**
   * Writes what there is. The caller does it where it cannot have to wait, which saves the thread's
   * waking: while not more than {@link #BRIEF} bytes are unanswered. Belongs, with {@link #add}, to
   * one thread.
   *
   * @param unanswered bytes of what the server has not acknowledged, with what is written now
   */
  void push(long unanswered) {
    if (!isOwn(unanswered)) {
      return;
    }
    try {
      port.write(writing.array(), writing.length());
    } catch (IOException e) {
      failed.accept(e);
    }
    writing.clear();
  }

  /** Forgets what is not handed to the network yet, and says how many messages that was. */
  synchronized int discard() {
    int messages = filling.messages();
    filling.clear();
    waiting = 0;
    pushed = false;
    return messages;
  }

  /** Whether {@link #writing} is the caller's to write; otherwise the thread does what there is. */
  private synchronized boolean isOwn(long unanswered) {
    if (pushed || closed || filling.length() == 0) {
      return false;
    }
    if (busy || unanswered > BRIEF) {
      pushed = true;
      notify();
      return false;
    }
    swap();
    return true;
  }

  private void swap() {
    PublishFrames full = filling;
    filling = writing;
    writing = full;
    waiting = 0;
  }

  /** Writes no more. */
  synchronized void close() {
    closed = true;
    notify();
  }

  /** Waits for something to write; false when there will be nothing. */
  private synchronized boolean next() throws InterruptedException {
    if (busy) {
      writing.clear();
      busy = false;
    }
    while (!pushed && !closed) {
      wait();
    }
    if (closed) {
      return false;
    }
    pushed = false;
    busy = true;
    swap();
    return true;
  }

  private void run() {
    try {
      while (next()) {
        port.write(writing.array(), writing.length());
      }
    } catch (IOException e) {
      failed.accept(e);
    } catch (InterruptedException e) {
      // nobody interrupts it; it ends all the same
      Thread.currentThread().interrupt();
    }
  }
}
