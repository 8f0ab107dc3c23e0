package io.pgwalstreams.worker.encode;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON. A text that is not of its type's form becomes a JSON string as it is: no
 * value stops the stream.
 */
final class ValueWriter {
  private static final byte[] NULL = literal("null");
  private static final byte[] TRUE = literal("true");
  private static final byte[] FALSE = literal("false");

  private final JsonBytes json;

  ValueWriter(JsonBytes json) {
    this.json = json;
  }

  private static byte[] literal(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  void write(ValueType type, byte[] text) {
    if (!type.array()) {
      scalar(type.kind(), text);
    } else if (ArrayText.isOne(text, type.delimiter())) {
      ArrayText.read(text, type.delimiter(), new Elements(type.kind()));
    } else {
      string(text);
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
      json.raw(NULL);
    }

    @Override
    public void element(byte[] utf8) {
      json.separate();
      scalar(kind, utf8);
    }
  }

  private void scalar(ValueType.Kind kind, byte[] text) {
    switch (kind) {
      case TEXT -> string(text);
      case BOOLEAN -> bool(text);
      case NUMBER -> number(text);
      case JSON -> json.raw(wellFormed(text));
      case BYTEA -> bytea(text);
      case DATE -> converted(TemporalText.date(ascii(text)), text);
      case TIME_TZ -> converted(TemporalText.timeTz(ascii(text)), text);
      case TIMESTAMP -> converted(TemporalText.timestamp(ascii(text)), text);
      case TIMESTAMP_TZ -> timestampTz(text);
    }
  }

  private void timestampTz(byte[] text) {
    if (UsualTime.isOne(text)) {
      json.symbol('"');
      json.raw(UsualTime.rfc3339(text));
      json.symbol('"');
    } else {
      converted(TemporalText.timestampTz(ascii(text)), text);
    }
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private void converted(@Nullable String value, byte[] text) {
    if (value == null) {
      string(text);
    } else {
      json.symbol('"');
      json.ascii(value);
      json.symbol('"');
    }
  }

  private void bool(byte[] text) {
    if (text.length == 1 && (text[0] == 't' || text[0] == 'f')) {
      json.raw(text[0] == 't' ? TRUE : FALSE);
    } else {
      string(text);
    }
  }

  private void number(byte[] text) {
    if (JsonNumber.isOne(text)) {
      json.raw(text);
    } else {
      string(text);
    }
  }

  private void bytea(byte[] text) {
    boolean hex = text.length >= 2 && text[0] == '\\' && text[1] == 'x';
    if (!hex || !json.base64OfHex(text, 2)) {
      string(text);
    }
  }

  /**
   * Writes text as a JSON string. Bytes that are not UTF-8, which a database of encoding SQL_ASCII
   * may send, become U+FFFD.
   */
  void string(byte[] text) {
    json.string(wellFormed(text));
  }

  private static byte[] wellFormed(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        String decoded = new String(text, StandardCharsets.UTF_8);
        return decoded.indexOf('\uFFFD') < 0 ? text : decoded.getBytes(StandardCharsets.UTF_8);
      }
    }
    return text;
  }
}
