package io.pgwalstreams.worker.resume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * An anchor as the JSON value of the checkpoint key. Its {@code v} is the format: an unknown one is
 * refused, because an anchor that is half understood would lose events. Thread-safe.
 */
public final class AnchorCodec {
  private static final int FORMAT = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private AnchorCodec() {}

  public static byte[] encode(Anchor a) {
    var root = JSON.createObjectNode().put("v", FORMAT).put("sequence", a.sequence());
    root.put("position", a.position().toString());
    TransactionId t = a.transaction();
    if (t != null) {
      root.put("commit", t.commitLsn().toString())
          .put("xid", t.xid())
          .put("commitMicros", t.commitMicros());
    }
    Position previous = a.previous();
    if (previous != null) {
      root.put("previous", previous.toString());
    }
    root.put("limit", a.limit().toString())
        .put("streamCreated", a.stream().created())
        .put("domain", a.stream().domain())
        .put("system", a.source().system())
        .put("timeline", a.source().timeline())
        .put("pgMajor", a.source().major())
        .put("mapping", a.mapping())
        .put("epoch", a.epoch().number())
        .put("epochFirst", a.epoch().first());
    Gap gap = a.gap();
    if (gap != null) {
      encode(gap, root.putObject("gap"));
    }
    Failure halt = a.halt();
    if (halt != null) {
      encode(halt, root.putObject("halt"));
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads {@link #encode}'s bytes; throws IllegalArgumentException on anything else. */
  public static Anchor decode(byte[] value) {
    JsonNode root;
    try {
      root = JSON.readTree(value);
    } catch (IOException e) {
      throw new IllegalArgumentException("the checkpoint is no JSON", e);
    }
    if (root.path("v").asInt(-1) != FORMAT) {
      throw new IllegalArgumentException("checkpoint format " + root.path("v") + " is not known");
    }
    return new Anchor(
        required(root, "sequence").longValue(),
        Position.parse(required(root, "position").textValue()),
        transaction(root),
        root.hasNonNull("previous") ? Position.parse(root.get("previous").textValue()) : null,
        Lsn.parse(required(root, "limit").textValue()),
        new Anchor.StreamIdentity(
            required(root, "streamCreated").textValue(), required(root, "domain").textValue()),
        new Anchor.SourceIdentity(
            required(root, "system").textValue(),
            required(root, "timeline").intValue(),
            required(root, "pgMajor").intValue()),
        required(root, "mapping").textValue(),
        new Epoch(required(root, "epoch").longValue(), required(root, "epochFirst").longValue()),
        root.hasNonNull("gap") ? gap(root.get("gap")) : null,
        root.hasNonNull("halt") ? failure(root.get("halt")) : null);
  }

  private static void encode(Gap gap, ObjectNode to) {
    encode(gap.why(), to.put("id", gap.id()));
    Position from = gap.from();
    if (from != null) {
      to.put("from", from.toString());
    }
    to.put("to", gap.to().toString());
  }

  private static void encode(Failure why, ObjectNode to) {
    to.put("reason", why.reason().name()).put("message", why.message()).put("remedy", why.remedy());
  }

  private static Failure failure(JsonNode root) {
    return new Failure(
        Reason.valueOf(required(root, "reason").textValue()),
        required(root, "message").textValue(),
        required(root, "remedy").textValue());
  }

  private static Gap gap(JsonNode root) {
    return new Gap(
        required(root, "id").textValue(),
        failure(root),
        root.hasNonNull("from") ? Position.parse(root.get("from").textValue()) : null,
        Lsn.parse(required(root, "to").textValue()));
  }

  private static @Nullable TransactionId transaction(JsonNode root) {
    return root.hasNonNull("commit")
        ? new TransactionId(
            Lsn.parse(root.get("commit").textValue()),
            required(root, "xid").longValue(),
            required(root, "commitMicros").longValue())
        : null;
  }

  private static JsonNode required(JsonNode root, String field) {
    JsonNode value = root.get(field);
    if (value == null || value.isNull()) {
      throw new IllegalArgumentException("the checkpoint lacks '" + field + "'");
    }
    return value;
  }
}
