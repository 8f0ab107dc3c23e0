package io.pgwalstreams.worker.pgoutput;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows without a message around them. */
public final class Tuples {
  /** In {@link #of}: an unchanged TOAST value. */
  public static final String UNCHANGED = "\0unchanged";

  private Tuples() {}

  /** A row of texts; null and {@link #UNCHANGED} stand for what has no text. */
  public static Tuple of(String... texts) {
    var builder = new Tuple.Builder(texts.length);
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes("before".getBytes(StandardCharsets.UTF_8));
    for (String text : texts) {
      if (text == null) {
        builder.nothing();
      } else if (text.equals(UNCHANGED)) {
        builder.unchanged();
      } else {
        int from = bytes.size();
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        builder.text(from, bytes.size());
      }
    }
    bytes.writeBytes("behind".getBytes(StandardCharsets.UTF_8));
    return builder.in(bytes.toByteArray());
  }

  /** A row of one value, whatever its bytes. */
  public static Tuple ofBytes(byte[] text) {
    var builder = new Tuple.Builder(1);
    builder.text(0, text.length);
    return builder.in(text);
  }

  /** The texts of a row, as {@link #of} takes them. */
  public static List<String> texts(Tuple row) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < row.size(); i++) {
      texts.add(
          switch (row.kind(i)) {
            case NULL -> null;
            case UNCHANGED -> UNCHANGED;
            case TEXT ->
                new String(
                    Arrays.copyOfRange(row.bytes(), row.from(i), row.to(i)),
                    StandardCharsets.UTF_8);
          });
    }
    return texts;
  }
}
