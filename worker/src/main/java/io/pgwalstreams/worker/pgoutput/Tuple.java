package io.pgwalstreams.worker.pgoutput;

/**
 * A row's values, one per column of its relation, where they stand in the message that they came
 * in: valid as long as that is, and until the decoder reads the next. Nothing is copied. One
 * thread.
 */
public final class Tuple {
  /** What a value is. */
  public enum Kind {
    /** {@code n}. */
    NULL,
    /** {@code u}: a TOASTed value that did not change and was not sent. */
    UNCHANGED,
    /** {@code t}: the value in PostgreSQL's text form, as UTF-8. */
    TEXT
  }

  private static final int NULL = -1;
  private static final int UNCHANGED = -2;

  private byte[] bytes = {};

  /** Of each value its first byte, or {@link #NULL} or {@link #UNCHANGED}, and its end. */
  private int[] marks = {};

  private int size;
  private int filled;

  Tuple() {}

  /** From here on another row, whose values come one by one. */
  void begin(byte[] in, int values) {
    bytes = in;
    size = values;
    filled = 0;
    if (marks.length < 2 * values) {
      marks = new int[2 * values];
    }
  }

  void nothing() {
    marks[2 * filled++] = NULL;
  }

  void unchanged() {
    marks[2 * filled++] = UNCHANGED;
  }

  void text(int from, int to) {
    marks[2 * filled] = from;
    marks[2 * filled++ + 1] = to;
  }

  public int size() {
    return size;
  }

  public Kind kind(int i) {
    return switch (marks[2 * i]) {
      case NULL -> Kind.NULL;
      case UNCHANGED -> Kind.UNCHANGED;
      default -> Kind.TEXT;
    };
  }

  /** The message's bytes; not to be changed. */
  public byte[] bytes() {
    return bytes;
  }

  /** The first byte of a text. */
  public int from(int i) {
    return marks[2 * i];
  }

  /** Behind the last byte of a text. */
  public int to(int i) {
    return marks[2 * i + 1];
  }
}
