package io.pgwalstreams.postgres;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;

/**
 * What a server sends, message by message (PostgreSQL manual 54.7). PgJDBC reads from it, and is
 * given no byte behind the message that it is reading: so the rows of a copy can be taken out here,
 * from one large buffer, once a copy runs, while PgJDBC goes on to see to all else that comes. Used
 * by one thread.
 */
public final class MessageInput extends InputStream {
  private static final int ROOM = 1 << 16;
  private static final int KEPT = 1 << 22;

  /** A message's type, and its length, which counts itself. */
  private static final int HEADER = 1 + Integer.BYTES;

  /** PostgreSQL makes no message that is longer (MaxAllocSize). */
  private static final int LONGEST = (1 << 30) + Integer.BYTES;

  private static final byte COPY_DATA = 'd';

  private final Socket socket;
  private final InputStream from;

  /** Bytes that come before the first message: the answer to SSLRequest. */
  private int unframed;

  private byte[] buffer = new byte[ROOM];
  private int start;
  private int end;

  /** Of the message that PgJDBC is reading what it was not given yet. */
  private int handing;

  private boolean copying;
  private int dataEnd;
  private int emptyReads;

  /** What stands next in a copy. */
  public enum Next {
    /** A row: {@link #bytes} from {@link #from} to {@link #to}. */
    DATA,
    /** Nothing whole has come. */
    NOTHING,
    /** Something that PgJDBC has to read: another message, or the end. */
    OTHER
  }

  /**
   * The messages that come from a socket.
   *
   * @param unframed how many bytes come before the first message
   */
  MessageInput(Socket socket, InputStream from, int unframed) {
    this.socket = socket;
    this.from = from;
    this.unframed = unframed;
  }

  /** From now on CopyData messages are taken by {@link #next}, and PgJDBC does not see them. */
  public void beginCopy() {
    copying = true;
    dataEnd = start;
  }

  /**
   * Looks for the next message of the copy; the former one is gone then.
   *
   * @param patience how long to wait for something to come, in milliseconds; with 0 the end of the
   *     stream looks like nothing
   */
  public Next next(int patience) throws IOException {
    start = Math.max(start, dataEnd);
    while (true) {
      if (end - start >= HEADER) {
        if (buffer[start] != COPY_DATA || handing > 0) {
          return Next.OTHER;
        }
        int length = messageLength();
        if (end - start >= length) {
          dataEnd = start + length;
          return Next.DATA;
        }
        reserve(length);
      }
      int came = read(patience);
      if (came < 0 && end - start >= HEADER) {
        // PgJDBC is not shown a row, and would wait for what comes next
        throw new EOFException("the connection ended in the middle of a row");
      }
      if (came <= 0) {
        return came < 0 ? Next.OTHER : Next.NOTHING;
      }
    }
  }

  /** The array in which a row stands; not to be changed. Valid until the next {@link #next}. */
  public byte[] bytes() {
    return buffer;
  }

  /** The first byte of the row. */
  public int from() {
    return start + HEADER;
  }

  /** Behind the last byte of the row. */
  public int to() {
    return dataEnd;
  }

  /** How many of PgJDBC's reads have found nothing: only they have asked the socket in vain. */
  public int emptyReads() {
    return emptyReads;
  }

  /** How many bytes came: 0 when none did in time, -1 at the end. */
  private int read(int patience) throws IOException {
    if (patience == 0 && from.available() == 0) {
      return 0;
    }
    int usual = socket.getSoTimeout();
    socket.setSoTimeout(Math.max(patience, 1));
    int came;
    try {
      came = fill();
    } catch (SocketTimeoutException e) {
      came = 0;
    }
    // Not behind a failure: the socket is closed then, and to say so would hide why.
    socket.setSoTimeout(usual);
    return came;
  }

  /** Reads what there is into the buffer's rest; -1 at the end. */
  private int fill() throws IOException {
    if (start == end) {
      start = 0;
      end = 0;
      dataEnd = 0;
      if (buffer.length > KEPT) {
        buffer = new byte[ROOM];
      }
    } else if (end == buffer.length) {
      move(buffer);
    }
    int came = from.read(buffer, end, buffer.length - end);
    end += Math.max(came, 0);
    return came;
  }

  /**
   * Makes room for more of the message when there is none left. A length is believed only as far as
   * bytes have come: four bytes of a hostile server must not take a gigabyte.
   */
  private void reserve(int length) {
    if (end == buffer.length && buffer.length - start < length) {
      move(start > 0 ? buffer : new byte[(int) Math.min(length, 2L * buffer.length)]);
    }
  }

  private void move(byte[] to) {
    System.arraycopy(buffer, start, to, 0, end - start);
    buffer = to;
    end -= start;
    start = 0;
    dataEnd = 0;
  }

  private int messageLength() throws IOException {
    int length = 0;
    for (int i = start + 1; i < start + HEADER; i++) {
      length = (length << 8) | (buffer[i] & 0xFF);
    }
    if (length < Integer.BYTES || length > LONGEST) {
      throw new IOException("a message of " + length + " bytes");
    }
    return length + 1;
  }

  // What PgJDBC sees.

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    try {
      if (handing == 0 && !beginMessage()) {
        return -1;
      }
      if (start == end && fill() < 0) {
        return -1;
      }
    } catch (SocketTimeoutException e) {
      emptyReads++;
      throw e;
    }
    int count = Math.min(Math.min(length, handing), end - start);
    System.arraycopy(buffer, start, to, offset, count);
    start += count;
    handing -= count;
    return count;
  }

  /** Finds out how much the next message has; false at the end. */
  private boolean beginMessage() throws IOException {
    start = Math.max(start, dataEnd);
    if (unframed > 0) {
      handing = unframed;
      unframed = 0;
      return true;
    }
    while (end - start < HEADER) {
      if (fill() < 0) {
        return false;
      }
    }
    if (copying && buffer[start] == COPY_DATA) {
      throw new SocketTimeoutException("what comes next is not for PgJDBC");
    }
    handing = messageLength();
    return true;
  }

  @Override
  public int available() throws IOException {
    int held = end - Math.max(start, dataEnd);
    if (handing > 0) {
      return Math.min(handing, held + from.available());
    }
    if (!copying) {
      return held + from.available();
    }
    // What has not been read yet may be a row, which PgJDBC would wait behind.
    return held == 0 || buffer[Math.max(start, dataEnd)] == COPY_DATA ? 0 : held;
  }

  @Override
  public void close() throws IOException {
    from.close();
  }
}
