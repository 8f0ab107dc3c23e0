package io.pgwalstreams.worker.pgoutput;

/**
 * A row's values, one per column of its relation, where they stand in the message that they came
 * in: valid as long as that is. Nothing is copied.
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

  private final byte[] bytes;

  /** Of each value its first byte, or {@link #NULL} or {@link #UNCHANGED}, and its end. */
  private final int[] marks;

  private Tuple(byte[] bytes, int[] marks) {
    this.bytes = bytes;
    this.marks = marks;
  }

  /** Where values stand in a message; one thread. */
  static final class Builder {
    private final int[] marks;
    private int at;

    Builder(int size) {
      marks = new int[2 * size];
    }

    void nothing() {
      marks[at] = NULL;
      at += 2;
    }

    void unchanged() {
      marks[at] = UNCHANGED;
      at += 2;
    }

    void text(int from, int to) {
      marks[at++] = from;
      marks[at++] = to;
    }

    Tuple in(byte[] bytes) {
      return new Tuple(bytes, marks);
    }
  }

  public int size() {
    return marks.length / 2;
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
