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
    var bytes = new ByteArrayOutputStream();
    var row = new Tuple();
    // the places do not move when the bytes are whole
    row.begin(new byte[0], texts.length);
    bytes.writeBytes("before".getBytes(StandardCharsets.UTF_8));
    for (String text : texts) {
      if (text == null) {
        row.nothing();
      } else if (text.equals(UNCHANGED)) {
        row.unchanged();
      } else {
        int from = bytes.size();
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        row.text(from, bytes.size());
      }
    }
    bytes.writeBytes("behind".getBytes(StandardCharsets.UTF_8));
    return of(bytes.toByteArray(), row);
  }

  /** The same values in these bytes. */
  private static Tuple of(byte[] bytes, Tuple places) {
    var row = new Tuple();
    row.begin(bytes, places.size());
    for (int i = 0; i < places.size(); i++) {
      switch (places.kind(i)) {
        case NULL -> row.nothing();
        case UNCHANGED -> row.unchanged();
        case TEXT -> row.text(places.from(i), places.to(i));
      }
    }
    return row;
  }

  /** A row of one value, whatever its bytes. */
  public static Tuple ofBytes(byte[] text) {
    var row = new Tuple();
    row.begin(text, 1);
    row.text(0, text.length);
    return row;
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
