package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Messages as HPUB frames (NATS client protocol), one behind the other in one buffer. Not
 * thread-safe.
 */
final class PublishFrames {
  private static final byte[] OP = ascii("HPUB ");
  private static final int FIRST_BYTES = 1 << 16;
  private static final int KEPT_BYTES = 1 << 20;

  /** The most that the numbers, spaces and line ends of a frame take. */
  private static final int NUMBERS = 80;

  /**
   * In the place of a sequence: the message names the one before it, so that its acknowledgement's
   * own sequence says which one it is. Those of an attempt have one reply subject, which
   * nats-server's caches of subjects know then: they cost it a sixth less.
   */
  static final long CHAINED = 0;

  private final byte[] replyPrefix;
  private String lastSubject = "";
  private byte[] lastSubjectBytes = {};
  private byte[] frames = new byte[FIRST_BYTES];
  private int length;
  private int messages;

  /** {@code replyPrefix}: what stands before the token in the reply subject, ASCII. */
  PublishFrames(String replyPrefix) {
    this.replyPrefix = ascii(replyPrefix);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The bytes so far are the first {@link #length} of this. */
  byte[] array() {
    return frames;
  }

  int length() {
    return length;
  }

  int messages() {
    return messages;
  }

  /** Begins anew; the buffer of a large message is let go. */
  void clear() {
    length = 0;
    messages = 0;
    if (frames.length > KEPT_BYTES) {
      frames = new byte[FIRST_BYTES];
    }
  }

  /** {@code sequence}: positive, or {@link #CHAINED}. */
  void add(OutgoingMessage message, int attempt, long sequence) {
    messages++;
    int total = message.headerLength() + message.bodyLength();
    byte[] subject = bytes(message.subject());
    reserve(OP.length + subject.length + replyPrefix.length + NUMBERS + total);
    put(OP, 0, OP.length);
    put(subject, 0, subject.length);
    frames[length++] = ' ';
    put(replyPrefix, 0, replyPrefix.length);
    length = Utf8.write(attempt, frames, length);
    if (sequence != CHAINED) {
      frames[length++] = '.';
      length = Utf8.write(sequence, frames, length);
    }
    frames[length++] = ' ';
    length = Utf8.write(message.headerLength(), frames, length);
    frames[length++] = ' ';
    length = Utf8.write(total, frames, length);
    end();
    put(message.bytes(), message.from(), total);
    end();
  }

  /** Of a table's events the subject is one and the same String. */
  @SuppressWarnings("ReferenceEquality")
  private byte[] bytes(String subject) {
    if (subject != lastSubject) {
      lastSubject = subject;
      lastSubjectBytes = subject.getBytes(StandardCharsets.UTF_8);
    }
    return lastSubjectBytes;
  }

  private void put(byte[] bytes, int from, int count) {
    System.arraycopy(bytes, from, frames, length, count);
    length += count;
  }

  private void end() {
    frames[length++] = '\r';
    frames[length++] = '\n';
  }

  private void reserve(int bytes) {
    if (length + bytes > frames.length) {
      frames = Arrays.copyOf(frames, Math.max(length + bytes, 2 * frames.length));
    }
  }
}
