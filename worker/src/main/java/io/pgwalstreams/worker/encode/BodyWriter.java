package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.pgoutput.PgOutputMessage.OldTuple;
import io.pgwalstreams.worker.pgoutput.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Writes one event's body. The format is described in docs/reference/messages.md. */
final class BodyWriter {
  private static final byte[] ID = JsonBytes.constant("{\"id\":\"");
  private static final byte[] PREFIX = JsonBytes.constant("\",\"prefix\":");
  private static final byte[] ACTION_MESSAGE = JsonBytes.constant(",\"action\":\"MESSAGE\"");
  private static final byte[] DATA = JsonBytes.constant(",\"data\":{");
  private static final byte[] DATA_OLD = JsonBytes.constant(",\"dataOld\":{");
  private static final byte[] CONTENT = JsonBytes.constant(",\"content\":");
  private static final byte[] BASE64 = JsonBytes.constant(",\"contentEncoding\":\"base64\"");
  private static final byte[] UNCHANGED = JsonBytes.constant(",\"unchanged\":[");
  private static final byte[] TRUNCATED = JsonBytes.constant(",\"truncated\":[");
  private static final byte[] CONTENT_TRUNCATED =
      JsonBytes.constant(",\"truncated\":[\"content\"]");
  private static final byte[] COMMIT_TIME = JsonBytes.constant(",\"commitTime\":\"");

  private final JsonBytes json;
  private final ValueWriter values;

  /** Writes values by {@code values}, which writes to the same. */
  BodyWriter(JsonBytes json, ValueWriter values) {
    this.json = json;
    this.values = values;
  }

  /** A change of a table, without the columns in {@code dropped}. */
  void row(byte[] id, TableShape shape, RowImage image, BitSet dropped, byte[] commitTime) {
    json.raw(ID);
    json.raw(id);
    json.raw(shape.destination(image.operation()).names());
    if (image.data() != null) {
      data(shape, image, dropped);
      dataOld(shape, image, dropped);
      unchanged(shape, image, dropped);
    }
    truncated(shape, dropped);
    commitTime(commitTime);
    json.symbol('}');
  }

  private void commitTime(byte[] time) {
    json.raw(COMMIT_TIME);
    json.raw(time);
    json.symbol('"');
  }

  private void data(TableShape shape, RowImage image, BitSet dropped) {
    json.raw(DATA);
    for (int i = 0; i < shape.fields().size(); i++) {
      var field = shape.fields().get(i);
      if (isWritten(field, i, image.dataIsKey(), dropped)) {
        member(field, image.source(i), i);
      }
    }
    json.symbol('}');
  }

  private void dataOld(TableShape shape, RowImage image, BitSet dropped) {
    OldTuple old = image.old();
    if (old == null) {
      return;
    }
    json.raw(DATA_OLD);
    for (int i = 0; i < shape.fields().size(); i++) {
      var field = shape.fields().get(i);
      if (isWritten(field, i, image.oldIsKey(), dropped)) {
        member(field, old.row(), i);
      }
    }
    json.symbol('}');
  }

  private static boolean isWritten(TableShape.Field field, int i, boolean keyOnly, BitSet dropped) {
    return !field.excluded() && !dropped.get(i) && (field.key() || !keyOnly);
  }

  private void member(TableShape.Field field, Tuple row, int i) {
    switch (row.kind(i)) {
      case UNCHANGED -> {}
      case NULL -> {
        name(field);
        json.nothing();
      }
      case TEXT -> {
        name(field);
        values.write(field.type(), row.bytes(), row.from(i), row.to(i));
      }
    }
  }

  private void name(TableShape.Field field) {
    json.separate();
    json.raw(field.quoted());
    json.symbol(':');
  }

  private void unchanged(TableShape shape, RowImage image, BitSet dropped) {
    boolean any = false;
    for (int i = 0; i < shape.fields().size(); i++) {
      var field = shape.fields().get(i);
      if (image.source(i).kind(i) == Tuple.Kind.UNCHANGED
          && isWritten(field, i, image.dataIsKey(), dropped)) {
        any = arrayItem(UNCHANGED, any, field);
      }
    }
    if (any) {
      json.symbol(']');
    }
  }

  private void truncated(TableShape shape, BitSet dropped) {
    boolean any = false;
    for (int i = dropped.nextSetBit(0); i >= 0; i = dropped.nextSetBit(i + 1)) {
      any = arrayItem(TRUNCATED, any, shape.fields().get(i));
    }
    if (any) {
      json.symbol(']');
    }
  }

  /** Adds to an array that is begun with its first item; returns true. */
  private boolean arrayItem(byte[] array, boolean begun, TableShape.Field item) {
    if (!begun) {
      json.raw(array);
    }
    json.separate();
    json.raw(item.quoted());
    return true;
  }

  /** A logical message, {@code content} null when it is left out as too large. */
  void message(
      byte[] id, String prefix, @Nullable MessageContent content, byte @Nullable [] commitTime) {
    json.raw(ID);
    json.raw(id);
    json.raw(PREFIX);
    json.string(prefix.getBytes(StandardCharsets.UTF_8));
    json.raw(ACTION_MESSAGE);
    if (content == null) {
      json.raw(CONTENT_TRUNCATED);
    } else {
      content(content);
    }
    if (commitTime != null) {
      commitTime(commitTime);
    }
    json.symbol('}');
  }

  private void content(MessageContent content) {
    json.raw(CONTENT);
    switch (content) {
      case MessageContent.Json c -> json.raw(c.text().getBytes(StandardCharsets.UTF_8));
      case MessageContent.Text c -> values.string(c.utf8(), 0, c.utf8().length);
      case MessageContent.Binary c -> {
        json.base64(c.bytes());
        json.raw(BASE64);
      }
    }
  }
}
