package io.pgwalstreams.worker.encode;

import java.util.Arrays;

/**
 * Reads an array's text form (PostgreSQL manual 8.15.6): braces, elements in double quotes with
 * backslashes where they need it, NULL, and the bounds before it ({@code [0:2]={…}}), which are
 * left out.
 */
final class ArrayText {
  /** PostgreSQL's MAXDIM. */
  private static final int MOST_DIMENSIONS = 6;

  /** Hears what is in an array, from left to right. */
  interface Sink {
    void open();

    void close();

    void nothing();

    /** An element's text, quotes and backslashes undone. */
    void element(byte[] utf8);
  }

  private enum Nobody implements Sink {
    NOBODY;

    @Override
    public void open() {}

    @Override
    public void close() {}

    @Override
    public void nothing() {}

    @Override
    public void element(byte[] utf8) {}
  }

  private final byte[] text;
  private final char delimiter;
  private int at;

  private ArrayText(byte[] text, char delimiter) {
    this.text = text;
    this.delimiter = delimiter;
  }

  /** Whether {@code text} is an array: only then {@link #read} may be called. */
  static boolean isOne(byte[] text, char delimiter) {
    return new ArrayText(text, delimiter).walk(Nobody.NOBODY);
  }

  static void read(byte[] text, char delimiter, Sink sink) {
    if (!new ArrayText(text, delimiter).walk(sink)) {
      throw new IllegalArgumentException("not an array");
    }
  }

  private boolean walk(Sink sink) {
    return skipBounds() && array(sink, 1) && at == text.length;
  }

  private boolean skipBounds() {
    if (!has('[')) {
      return true;
    }
    while (at < text.length && text[at] != '=') {
      if ("[]:-0123456789".indexOf(text[at]) < 0) {
        return false;
      }
      at++;
    }
    at++;
    return true;
  }

  private boolean array(Sink sink, int depth) {
    if (depth > MOST_DIMENSIONS || !take('{')) {
      return false;
    }
    sink.open();
    if (!take('}')) {
      do {
        if (!item(sink, depth)) {
          return false;
        }
      } while (take(delimiter));
      if (!take('}')) {
        return false;
      }
    }
    sink.close();
    return true;
  }

  private boolean item(Sink sink, int depth) {
    if (has('{')) {
      return array(sink, depth + 1);
    }
    return take('"') ? quoted(sink) : plain(sink);
  }

  private boolean quoted(Sink sink) {
    var element = new byte[quotedEnd() - at];
    int length = 0;
    while (at < text.length && text[at] != '"') {
      if (text[at] == '\\') {
        at++;
      }
      if (at < text.length) {
        element[length++] = text[at++];
      }
    }
    if (!take('"')) {
      return false;
    }
    sink.element(Arrays.copyOf(element, length));
    return true;
  }

  /** Where the element that begins here ends: at its closing quote, or the text's end. */
  private int quotedEnd() {
    int end = at;
    while (end < text.length && text[end] != '"') {
      end += text[end] == '\\' ? 2 : 1;
    }
    return Math.min(end, text.length);
  }

  private boolean plain(Sink sink) {
    int start = at;
    while (at < text.length && text[at] != delimiter && text[at] != '}') {
      if (text[at] == '{' || text[at] == '"' || text[at] == '\\') {
        return false;
      }
      at++;
    }
    if (at == start) {
      return false;
    }
    if (isNull(start)) {
      sink.nothing();
    } else {
      sink.element(Arrays.copyOfRange(text, start, at));
    }
    return true;
  }

  private boolean isNull(int start) {
    return at - start == 4
        && text[start] == 'N'
        && text[start + 1] == 'U'
        && text[start + 2] == 'L'
        && text[start + 3] == 'L';
  }

  private boolean has(char c) {
    return at < text.length && text[at] == c;
  }

  private boolean take(char c) {
    if (has(c)) {
      at++;
      return true;
    }
    return false;
  }
}
