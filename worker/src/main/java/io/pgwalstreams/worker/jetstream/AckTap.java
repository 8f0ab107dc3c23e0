package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Parts what a NATS server sends (NATS client protocol): the acknowledgements of what was published
 * are taken out, all else passes as it came. They are the messages whose subject begins with a
 * prefix, behind which stands a {@link Token}. Takes bytes as they come, however they are cut; used
 * by one thread.
 */
final class AckTap {
  /** Lets everything pass. */
  static final AckTap CLOSED = new AckTap("", answers -> {});

  /** The server's own limit, max_control_line, is 4096 bytes unless somebody has raised it. */
  private static final int MOST_LINE = 1 << 15;

  private static final byte[] MSG = ascii("MSG ");
  private static final byte[] HMSG = ascii("HMSG ");
  private static final int CRLF = 2;

  private enum Mode {
    /** At a line's beginning, as long as it may be a message's. */
    DECIDING,
    /** In a line that is of no interest. */
    PASSING_LINE,
    PASSING_PAYLOAD,
    TAKING_PAYLOAD
  }

  private final byte[] prefix;
  private final Consumer<List<PublishAnswer>> sink;
  private Mode mode = Mode.DECIDING;
  private byte[] held = new byte[256];
  private int heldLength;
  private int remaining;
  private int headerBytes;
  private int payloadBytes;
  private final PlainAcks plain = new PlainAcks();
  private final AnswerList answers = new AnswerList();
  private int attempt;
  private long number;
  private byte[] in = held;
  private int at;
  private int end;
  private byte[] out = held;
  private int outAt;

  /**
   * A tap for one connection.
   *
   * @param prefix of the subjects of acknowledgements; empty: there are none
   * @param sink hears what came, in the order of coming
   */
  AckTap(String prefix, Consumer<List<PublishAnswer>> sink) {
    this.prefix = ascii(prefix);
    this.sink = sink;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** How many bytes more than it is given {@link #take} may put out. */
  int held() {
    return mode == Mode.TAKING_PAYLOAD ? 0 : heldLength;
  }

  /**
   * Takes the first {@code length} bytes of {@code from}, and puts what is not ours to {@code dst}
   * from {@code offset} on: at most {@link #held} bytes more. Returns how many that are.
   *
   * @throws IOException when this is not NATS' protocol
   */
  int take(byte[] from, int length, byte[] dst, int offset) throws IOException {
    if (prefix.length == 0) {
      System.arraycopy(from, 0, dst, offset, length);
      return length;
    }
    in = from;
    at = 0;
    end = length;
    out = dst;
    outAt = offset;
    while (at < end) {
      switch (mode) {
        case DECIDING -> decide();
        case PASSING_LINE -> passLine();
        case PASSING_PAYLOAD -> passPayload();
        case TAKING_PAYLOAD -> takePayload();
      }
    }
    if (!answers.isEmpty()) {
      sink.accept(answers.take());
    }
    return outAt - offset;
  }

  private void decide() throws IOException {
    int from = at;
    if (heldLength == 0 && end - at >= HMSG.length) {
      int op = operation(at);
      if (op == 0) {
        mode = Mode.PASSING_LINE;
        return;
      }
      at += op;
    }
    while (at < end) {
      byte b = in[at++];
      int length = heldLength + at - from;
      if (b == '\n') {
        line(from);
        return;
      }
      if (length <= HMSG.length && !mayBeMessage(from)) {
        emitHeld();
        emit(from, at);
        mode = Mode.PASSING_LINE;
        return;
      }
    }
    hold(from, at);
  }

  /** How long the word is by which a message's line begins; 0 when it is another. */
  private int operation(int from) {
    return in[from] == 'M' && fits(MSG, from, MSG.length)
        ? MSG.length
        : in[from] == 'H' && fits(HMSG, from, HMSG.length) ? HMSG.length : 0;
  }

  /** Whether the line's beginning, of which this call has the bytes from {@code from} on, fits. */
  private boolean mayBeMessage(int from) {
    int length = heldLength + at - from;
    return fits(MSG, from, length) || fits(HMSG, from, length);
  }

  private boolean fits(byte[] op, int from, int came) {
    int length = Math.min(came, op.length);
    for (int i = 0; i < length; i++) {
      byte b = i < heldLength ? held[i] : in[from + i - heldLength];
      if (b != op[i]) {
        return false;
      }
    }
    return true;
  }

  /** A line of a message is whole, or one that is too short to be of any kind. */
  private void line(int from) throws IOException {
    byte[] line = in;
    int start = from;
    int stop = at;
    if (heldLength > 0) {
      hold(from, at);
      line = held;
      start = 0;
      stop = heldLength;
    }
    boolean ours = message(line, start, stop);
    if (!ours) {
      System.arraycopy(line, start, out, outAt, stop - start);
      outAt += stop - start;
    }
    heldLength = 0;
  }

  /** Reads {@code [H]MSG subject sid [reply] [#header] #total}; whether it is an answer. */
  private boolean message(byte[] line, int start, int stop) throws IOException {
    int first = line[start] == 'H' ? HMSG.length : MSG.length;
    int last = stop - CRLF;
    if (last - start <= first) {
      return false;
    }
    payloadBytes = lastNumber(line, start, last);
    remaining = payloadBytes + CRLF;
    boolean ours = isOurs(line, start + first, last);
    if (ours) {
      token(line, start + first + prefix.length);
      headerBytes = line[start] == 'H' ? headerBytes(line, start, last) : 0;
    }
    mode = ours ? Mode.TAKING_PAYLOAD : Mode.PASSING_PAYLOAD;
    return ours;
  }

  private boolean isOurs(byte[] line, int from, int last) {
    return last - from > prefix.length
        && Arrays.equals(line, from, from + prefix.length, prefix, 0, prefix.length);
  }

  private static int lastNumber(byte[] line, int start, int last) throws IOException {
    return number(line, lastWord(line, start, last), last);
  }

  private static int headerBytes(byte[] line, int start, int last) throws IOException {
    return lastNumber(line, start, lastWord(line, start, last) - 1);
  }

  /** Where the last word of {@code line[start, last)} begins. */
  private static int lastWord(byte[] line, int start, int last) {
    int from = last;
    while (from > start && line[from - 1] != ' ') {
      from--;
    }
    return from;
  }

  private static int number(byte[] line, int from, int to) throws IOException {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = line[i] - '0';
      if (digit < 0 || digit > 9 || value > (Integer.MAX_VALUE - CRLF - digit) / 10) {
        throw new IOException("a NATS message of no known size");
      }
      value = value * 10 + digit;
    }
    return value;
  }

  /** {@code attempt.sequence} or {@code attempt}, as {@link PublishFrames} wrote it. */
  private void token(byte[] line, int from) {
    attempt = 0;
    int i = from;
    while (line[i] != '.' && line[i] != ' ') {
      attempt = attempt * 10 + line[i++] - '0';
    }
    number = PublishFrames.CHAINED;
    if (line[i] == '.') {
      for (i++; line[i] != ' '; i++) {
        number = number * 10 + line[i] - '0';
      }
    }
  }

  private void passLine() {
    int from = at;
    while (at < end) {
      if (in[at++] == '\n') {
        mode = Mode.DECIDING;
        break;
      }
    }
    emit(from, at);
  }

  private void passPayload() {
    int count = Math.min(remaining, end - at);
    emit(at, at + count);
    at += count;
    remaining -= count;
    if (remaining == 0) {
      mode = Mode.DECIDING;
    }
  }

  private void takePayload() throws IOException {
    int count = Math.min(remaining, end - at);
    boolean whole = heldLength == 0 && count == remaining;
    if (whole) {
      answer(in, at);
    } else {
      hold(at, at + count);
    }
    at += count;
    remaining -= count;
    if (remaining == 0) {
      if (!whole) {
        answer(held, 0);
        heldLength = 0;
      }
      mode = Mode.DECIDING;
    }
  }

  private void answer(byte[] payload, int from) {
    int to = from + payloadBytes;
    long sequence = headerBytes == 0 ? plain.sequence(payload, from, to) : 0;
    if (sequence > 0 && (number == PublishFrames.CHAINED || number == sequence)) {
      answers.stored(attempt, sequence);
      return;
    }
    int status = headerBytes == 0 ? 0 : PublishAcks.status(payload, from, from + headerBytes);
    answers.add(
        PublishAcks.read(new Token(attempt, number), status, payload, from + headerBytes, to));
  }

  private void hold(int from, int to) throws IOException {
    int length = heldLength + to - from;
    if (mode == Mode.DECIDING && length > MOST_LINE) {
      throw new IOException("a line of more than " + MOST_LINE + " bytes from the NATS server");
    }
    if (length > held.length) {
      held = Arrays.copyOf(held, Math.max(length, 2 * held.length));
    }
    System.arraycopy(in, from, held, heldLength, to - from);
    heldLength = length;
  }

  private void emitHeld() {
    System.arraycopy(held, 0, out, outAt, heldLength);
    outAt += heldLength;
    heldLength = 0;
  }

  private void emit(int from, int to) {
    System.arraycopy(in, from, out, outAt, to - from);
    outAt += to - from;
  }
}
