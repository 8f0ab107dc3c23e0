package io.pgwalstreams.worker.encode;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage.Value;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Writes one event's body. The format is described in docs/reference/messages.md. */
final class BodyWriter {
  private static final SerializableString ID = new SerializedString("id");
  private static final SerializableString SCHEMA = new SerializedString("schema");
  private static final SerializableString TABLE = new SerializedString("table");
  private static final SerializableString PREFIX = new SerializedString("prefix");
  private static final SerializableString ACTION = new SerializedString("action");
  private static final SerializableString DATA = new SerializedString("data");
  private static final SerializableString DATA_OLD = new SerializedString("dataOld");
  private static final SerializableString CONTENT = new SerializedString("content");
  private static final SerializableString CONTENT_ENCODING =
      new SerializedString("contentEncoding");
  private static final SerializableString UNCHANGED = new SerializedString("unchanged");
  private static final SerializableString TRUNCATED = new SerializedString("truncated");
  private static final SerializableString COMMIT_TIME = new SerializedString("commitTime");

  private final JsonGenerator json;
  private final ValueWriter values;

  BodyWriter(JsonGenerator json) {
    this.json = json;
    values = new ValueWriter(json);
  }

  /** A change of a table, without the columns in {@code dropped}. */
  void row(String id, TableShape shape, RowImage image, BitSet dropped, String commitTime)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName(ID);
    json.writeString(id);
    json.writeFieldName(SCHEMA);
    json.writeString(shape.schema());
    json.writeFieldName(TABLE);
    json.writeString(shape.table());
    json.writeFieldName(ACTION);
    json.writeString(image.operation().name());
    if (image.data() != null) {
      data(shape, image, dropped);
      dataOld(shape, image, dropped);
      unchanged(shape, image, dropped);
    }
    truncated(shape, dropped);
    json.writeFieldName(COMMIT_TIME);
    json.writeString(commitTime);
    json.writeEndObject();
  }

  private void data(TableShape shape, RowImage image, BitSet dropped) throws IOException {
    json.writeFieldName(DATA);
    json.writeStartObject();
    for (int i = 0; i < shape.fields().size(); i++) {
      var field = shape.fields().get(i);
      if (isWritten(field, i, image.dataIsKey(), dropped)) {
        member(field, image.value(i));
      }
    }
    json.writeEndObject();
  }

  private void dataOld(TableShape shape, RowImage image, BitSet dropped) throws IOException {
    if (image.old() == null) {
      return;
    }
    json.writeFieldName(DATA_OLD);
    json.writeStartObject();
    for (int i = 0; i < shape.fields().size(); i++) {
      var field = shape.fields().get(i);
      if (isWritten(field, i, image.oldIsKey(), dropped)) {
        member(field, image.oldValues().get(i));
      }
    }
    json.writeEndObject();
  }

  private static boolean isWritten(TableShape.Field field, int i, boolean keyOnly, BitSet dropped) {
    return !field.excluded() && !dropped.get(i) && (field.key() || !keyOnly);
  }

  private void member(TableShape.Field field, Value value) throws IOException {
    switch (value) {
      case Value.Unchanged unchanged -> {}
      case Value.Null nothing -> {
        json.writeFieldName(field.name());
        json.writeNull();
      }
      case Value.Text text -> {
        json.writeFieldName(field.name());
        values.write(field.type(), text.utf8());
      }
    }
  }

  private void unchanged(TableShape shape, RowImage image, BitSet dropped) throws IOException {
    boolean any = false;
    for (int i = 0; i < shape.fields().size(); i++) {
      var field = shape.fields().get(i);
      if (image.value(i) == Value.Unchanged.UNCHANGED
          && isWritten(field, i, image.dataIsKey(), dropped)) {
        any = arrayItem(UNCHANGED, any, field.name());
      }
    }
    if (any) {
      json.writeEndArray();
    }
  }

  private void truncated(TableShape shape, BitSet dropped) throws IOException {
    boolean any = false;
    for (int i = dropped.nextSetBit(0); i >= 0; i = dropped.nextSetBit(i + 1)) {
      any = arrayItem(TRUNCATED, any, shape.fields().get(i).name());
    }
    if (any) {
      json.writeEndArray();
    }
  }

  /** Adds to an array that is begun with its first item; returns true. */
  private boolean arrayItem(SerializableString array, boolean begun, SerializableString item)
      throws IOException {
    if (!begun) {
      json.writeFieldName(array);
      json.writeStartArray();
    }
    json.writeString(item);
    return true;
  }

  /** A logical message, {@code content} null when it is left out as too large. */
  void message(
      String id, String prefix, @Nullable MessageContent content, @Nullable String commitTime)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName(ID);
    json.writeString(id);
    json.writeFieldName(PREFIX);
    json.writeString(prefix);
    json.writeFieldName(ACTION);
    json.writeString("MESSAGE");
    if (content == null) {
      arrayItem(TRUNCATED, false, CONTENT);
      json.writeEndArray();
    } else {
      content(content);
    }
    if (commitTime != null) {
      json.writeFieldName(COMMIT_TIME);
      json.writeString(commitTime);
    }
    json.writeEndObject();
  }

  private void content(MessageContent content) throws IOException {
    json.writeFieldName(CONTENT);
    switch (content) {
      case MessageContent.Json c -> json.writeRawValue(c.text());
      case MessageContent.Text c -> values.string(c.utf8());
      case MessageContent.Binary c -> {
        json.writeBinary(c.bytes());
        json.writeFieldName(CONTENT_ENCODING);
        json.writeString("base64");
      }
    }
  }
}
