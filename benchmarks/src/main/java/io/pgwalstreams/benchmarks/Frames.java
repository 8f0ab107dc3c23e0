package io.pgwalstreams.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/** Messages of pgoutput as a walsender sends them (PostgreSQL manual 55.9), for one table. */
record Frames(byte[] begin, byte[] relation, byte[] insert, byte[] update) {
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int RELATION = 16_385;
  private static final long COMMIT = 0x1_6B37_4D84L;

  @FunctionalInterface
  private interface Content {
    void writeTo(DataOutputStream out) throws IOException;
  }

  /**
   * A table whose columns are numbers and texts of that length, in turn; {@code first} is the first
   * character of the texts, from which on they go through the alphabet.
   */
  static Frames of(int columns, int textLength, char first) {
    return new Frames(
        message(
            'B',
            out -> {
              out.writeLong(COMMIT);
              out.writeLong(820_724_645_680_000L);
              out.writeInt(742);
            }),
        message('R', out -> relation(out, columns)),
        message('I', out -> row(out, columns, textLength, first)),
        message('U', out -> row(out, columns, textLength, first)));
  }

  private static byte[] message(char tag, Content content) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(tag);
      content.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void relation(DataOutputStream out, int columns) throws IOException {
    out.writeInt(RELATION);
    text(out, "public");
    text(out, "orders");
    out.writeByte('d');
    out.writeShort(columns);
    for (int i = 0; i < columns; i++) {
      out.writeByte(i == 0 ? 1 : 0);
      text(out, "column_" + i);
      out.writeInt(i % 2 == 0 ? INT4 : TEXT);
      out.writeInt(-1);
    }
  }

  private static void row(DataOutputStream out, int columns, int textLength, char first)
      throws IOException {
    out.writeInt(RELATION);
    out.writeByte('N');
    out.writeShort(columns);
    for (int i = 0; i < columns; i++) {
      byte[] value = value(i, textLength, first).getBytes(StandardCharsets.UTF_8);
      out.writeByte('t');
      out.writeInt(value.length);
      out.write(value);
    }
  }

  private static String value(int column, int textLength, char first) {
    return column % 2 == 0
        ? Integer.toString(1_000_000 + column)
        : IntStream.range(0, textLength)
            .collect(
                StringBuilder::new,
                (to, i) -> to.append((char) (first + i % 26)),
                StringBuilder::append)
            .toString();
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.writeByte(0);
  }
}
