package io.pgwalstreams.worker.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON. A text that is not of its type's form becomes a JSON string as it is: no
 * value stops the stream.
 */
final class ValueWriter {
  private final JsonGenerator json;

  ValueWriter(JsonGenerator json) {
    this.json = json;
  }

  void write(ValueType type, byte[] text) throws IOException {
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

    Elements(ValueType.Kind kind) {
      this.kind = kind;
    }

    @Override
    public void open() throws IOException {
      json.writeStartArray();
    }

    @Override
    public void close() throws IOException {
      json.writeEndArray();
    }

    @Override
    public void nothing() throws IOException {
      json.writeNull();
    }

    @Override
    public void element(byte[] utf8) throws IOException {
      scalar(kind, utf8);
    }
  }

  private void scalar(ValueType.Kind kind, byte[] text) throws IOException {
    switch (kind) {
      case TEXT -> string(text);
      case BOOLEAN -> bool(text);
      case NUMBER -> number(text);
      case JSON -> json.writeRawValue(new String(text, StandardCharsets.UTF_8));
      case BYTEA -> bytea(text);
      case DATE -> converted(TemporalText.date(ascii(text)), text);
      case TIME_TZ -> converted(TemporalText.timeTz(ascii(text)), text);
      case TIMESTAMP -> converted(TemporalText.timestamp(ascii(text)), text);
      case TIMESTAMP_TZ -> converted(TemporalText.timestampTz(ascii(text)), text);
    }
  }

  private static String ascii(byte[] text) {
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private void converted(@Nullable String value, byte[] text) throws IOException {
    if (value == null) {
      string(text);
    } else {
      json.writeString(value);
    }
  }

  private void bool(byte[] text) throws IOException {
    if (text.length == 1 && (text[0] == 't' || text[0] == 'f')) {
      json.writeBoolean(text[0] == 't');
    } else {
      string(text);
    }
  }

  private void number(byte[] text) throws IOException {
    if (JsonNumber.isOne(text)) {
      json.writeNumber(ascii(text));
    } else {
      string(text);
    }
  }

  private void bytea(byte[] text) throws IOException {
    if (text.length < 2 || text[0] != '\\' || text[1] != 'x') {
      string(text);
      return;
    }
    try {
      json.writeBinary(HexFormat.of().parseHex(ascii(text).substring(2)));
    } catch (IllegalArgumentException e) {
      string(text);
    }
  }

  /**
   * Writes text as a JSON string. Bytes that are not UTF-8, which a database of encoding SQL_ASCII
   * may send, become U+FFFD.
   */
  void string(byte[] text) throws IOException {
    byte[] utf8 = isAscii(text) ? text : wellFormed(text);
    json.writeUTF8String(utf8, 0, utf8.length);
  }

  private static boolean isAscii(byte[] text) {
    for (byte b : text) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static byte[] wellFormed(byte[] text) {
    String decoded = new String(text, StandardCharsets.UTF_8);
    return decoded.indexOf('\uFFFD') < 0 ? text : decoded.getBytes(StandardCharsets.UTF_8);
  }
}
