package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.text.WellFormed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON. A text that is not of its type's form becomes a JSON string as it is: no
 * value stops the stream.
 */
final class ValueWriter {
  private final JsonBytes json;

  ValueWriter(JsonBytes json) {
    this.json = json;
  }

  /** The value {@code text[from, to)}. */
  void write(ValueType type, byte[] text, int from, int to) {
    if (type.array()) {
      array(type, Arrays.copyOfRange(text, from, to));
    } else {
      scalar(type.kind(), text, from, to);
    }
  }

  private void array(ValueType type, byte[] text) {
    if (ArrayText.isOne(text, type.delimiter())) {
      ArrayText.read(text, type.delimiter(), new Elements(type.kind()));
    } else {
      string(text, 0, text.length);
    }
  }

  private final class Elements implements ArrayText.Sink {
    private final ValueType.Kind kind;
    private int depth;

    Elements(ValueType.Kind kind) {
      this.kind = kind;
    }

    @Override
    public void open() {
      if (depth++ > 0) {
        json.separate();
      }
      json.symbol('[');
    }

    @Override
    public void close() {
      depth--;
      json.symbol(']');
    }

    @Override
    public void nothing() {
      json.separate();
      json.nothing();
    }

    @Override
    public void element(byte[] utf8) {
      json.separate();
      scalar(kind, utf8, 0, utf8.length);
    }
  }

  private void scalar(ValueType.Kind kind, byte[] text, int from, int to) {
    switch (kind) {
      case TEXT -> string(text, from, to);
      case BOOLEAN -> bool(text, from, to);
      case NUMBER -> number(text, from, to);
      case JSON -> embedded(text, from, to);
      case BYTEA -> bytea(text, from, to);
      case DATE -> date(text, from, to);
      case TIME_TZ -> converted(TemporalText.timeTz(ascii(text, from, to)), text, from, to);
      case TIMESTAMP -> timestamp(text, from, to);
      case TIMESTAMP_TZ -> timestampTz(text, from, to);
    }
  }

  private void date(byte[] text, int from, int to) {
    if (UsualTime.isDate(text, from, to)) {
      json.string(text, from, to);
    } else {
      converted(TemporalText.date(ascii(text, from, to)), text, from, to);
    }
  }

  private void timestamp(byte[] text, int from, int to) {
    if (UsualTime.isTimestamp(text, from, to)) {
      UsualTime.writeTimestamp(text, from, to, json);
    } else {
      converted(TemporalText.timestamp(ascii(text, from, to)), text, from, to);
    }
  }

  private void timestampTz(byte[] text, int from, int to) {
    if (UsualTime.isTimestampTz(text, from, to)) {
      UsualTime.writeTimestampTz(text, from, to, json);
    } else {
      converted(TemporalText.timestampTz(ascii(text, from, to)), text, from, to);
    }
  }

  private static String ascii(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private void converted(@Nullable String value, byte[] text, int from, int to) {
    if (value == null) {
      string(text, from, to);
    } else {
      json.symbol('"');
      json.ascii(value);
      json.symbol('"');
    }
  }

  private void bool(byte[] text, int from, int to) {
    if (to - from == 1 && (text[from] == 't' || text[from] == 'f')) {
      json.bool(text[from] == 't');
    } else {
      string(text, from, to);
    }
  }

  private void number(byte[] text, int from, int to) {
    if (JsonNumber.isOne(text, from, to)) {
      json.raw(text, from, to);
    } else {
      string(text, from, to);
    }
  }

  private void bytea(byte[] text, int from, int to) {
    boolean hex = to - from >= 2 && text[from] == '\\' && text[from + 1] == 'x';
    if (!hex || !json.base64OfHex(text, from + 2, to)) {
      string(text, from, to);
    }
  }

  private void embedded(byte[] text, int from, int to) {
    if (isWellFormed(text, from, to)) {
      json.raw(text, from, to);
    } else {
      json.raw(mended(text, from, to));
    }
  }

  /**
   * Writes {@code text[from, to)} as a JSON string. Bytes that are not UTF-8, which a database of
   * encoding SQL_ASCII may send, become U+FFFD.
   */
  void string(byte[] text, int from, int to) {
    if (isWellFormed(text, from, to)) {
      json.string(text, from, to);
    } else {
      json.string(mended(text, from, to));
    }
  }

  private static boolean isWellFormed(byte[] text, int from, int to) {
    return WellFormed.isUtf8(text, JsonBytes.plainUpTo(text, from, to), to);
  }

  private static byte[] mended(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8)
        .getBytes(StandardCharsets.UTF_8);
  }
}
