package io.pgwalstreams.worker.pgoutput;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;

/**
 * PostgreSQL sent something that is not the pgoutput protocol: bytes that cannot be read, or a
 * message where it has no place.
 */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int tag;
  private final int offset;

  /**
   * Describes the fault.
   *
   * @param tag the message's first byte; -1 for a message without one
   * @param offset of the byte in the message at which the fault was found
   * @param fault what is wrong; never row data
   */
  public MalformedMessageException(int tag, int offset, String fault) {
    super("pgoutput message " + name(tag) + ", byte " + offset + ": " + fault);
    this.tag = tag;
    this.offset = offset;
  }

  private static String name(int tag) {
    if (tag > ' ' && tag < 0x7F) {
      return "'" + (char) tag + "'";
    }
    return tag < 0 ? "without tag" : String.format("0x%02X", tag);
  }

  /** The message's first byte, unsigned; -1 for a message without one. */
  public int tag() {
    return tag;
  }

  /** The offset in the message at which the fault was found. */
  public int offset() {
    return offset;
  }

  /** The same as a failure for the user. */
  public Failure failure() {
    return Reason.MalformedMessage.because(
        String.valueOf(getMessage()),
        "check that nothing between the worker and PostgreSQL alters the connection, and report"
            + " this with the versions of PostgreSQL and of the worker");
  }
}
