package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Messages as HPUB frames (NATS client protocol), one behind the other in one buffer. Used by one
 * thread.
 */
final class PublishFrames {
  private static final byte[] OP = ascii("HPUB ");
  private static final byte[] VERSION = ascii("NATS/1.0\r\n");
  private static final int KEPT_BYTES = 1 << 18;

  private final byte[] replyPrefix;
  private byte[] frames = new byte[1 << 16];
  private int length;
  private byte[] headers = new byte[1 << 10];
  private int headersLength;

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

  /** Begins anew; the buffer of a large message is let go. */
  void clear() {
    length = 0;
    if (frames.length > KEPT_BYTES) {
      frames = new byte[1 << 16];
    }
  }

  void add(OutgoingMessage message, Token token) {
    headers(message);
    int total = headersLength + message.body().length;
    reserve(OP.length + 3 * message.subject().length() + replyPrefix.length + 64 + total);
    put(OP);
    length = text(message.subject(), frames, length);
    frames[length++] = ' ';
    put(replyPrefix);
    length = number(token.attempt(), frames, length);
    frames[length++] = '.';
    length = number(token.sequence(), frames, length);
    frames[length++] = ' ';
    length = number(headersLength, frames, length);
    frames[length++] = ' ';
    length = number(total, frames, length);
    end();
    System.arraycopy(headers, 0, frames, length, headersLength);
    length += headersLength;
    put(message.body());
    end();
  }

  private void headers(OutgoingMessage message) {
    int most = VERSION.length + 2;
    for (Header header : message.headers()) {
      most += 3 * (header.name().length() + header.value().length()) + 3;
    }
    if (most > headers.length) {
      headers = new byte[2 * most];
    }
    System.arraycopy(VERSION, 0, headers, 0, VERSION.length);
    int at = VERSION.length;
    for (Header header : message.headers()) {
      at = text(header.name(), headers, at);
      headers[at++] = ':';
      at = text(header.value(), headers, at);
      headers[at++] = '\r';
      headers[at++] = '\n';
    }
    headers[at++] = '\r';
    headers[at++] = '\n';
    headersLength = at;
  }

  /** Writes UTF-8, of which a char takes three bytes at most; where that ends. */
  private static int text(String text, byte[] to, int from) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, to, from, utf8.length);
        return from + utf8.length;
      }
      to[from + i] = (byte) c;
    }
    return from + text.length();
  }

  /** Writes a number that is not negative; where that ends. */
  private static int number(long value, byte[] to, int from) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = value;
    for (int i = from + digits - 1; i >= from; i--) {
      to[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return from + digits;
  }

  private void put(byte[] bytes) {
    System.arraycopy(bytes, 0, frames, length, bytes.length);
    length += bytes.length;
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
