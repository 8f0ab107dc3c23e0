package io.pgwalstreams.plugin.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Pattern;

/** An event as a line. Pure. */
public final class EventText {
  /** Numbers keep every digit, and their trailing zeros. */
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .build();

  /** In JSON they stand between values only: within a string they are escaped. */
  private static final Pattern LINE_BREAKS = Pattern.compile("[\\r\\n]+");

  /** What a terminal might obey, from a row or from a foreign message. */
  private static final Pattern CONTROLS = Pattern.compile("\\p{Cc}");

  private static final String PLACE = "%-28s  %-8s";

  /** How events are shown. */
  public enum Form {
    TEXT,
    JSON
  }

  private EventText() {}

  /** One line, whatever the message holds. */
  public static String of(Stored message, Form form) {
    return switch (form) {
      case TEXT -> CONTROLS.matcher(text(message)).replaceAll("\uFFFD");
      case JSON -> json(message);
    };
  }

  /**
   * The body's very text beside what JetStream and the headers say; what is no JSON is a string.
   */
  private static String json(Stored message) {
    ObjectNode line = JSON.createObjectNode();
    line.put("sequence", message.sequence());
    line.put("time", message.time().toString());
    line.put("subject", message.subject());
    if (message.position() != null) {
      line.put("position", message.position());
    }
    if (!tree(message.body()).isObject()) {
      return line.put("event", message.body()).toString();
    }
    String before = line.toString();
    return before.substring(0, before.length() - 1)
        + ",\"event\":"
        + LINE_BREAKS.matcher(message.body().strip()).replaceAll(" ")
        + "}";
  }

  private static String text(Stored message) {
    JsonNode event = tree(message.body());
    String action = event.path("action").asText();
    if (action.isEmpty()) {
      return "%d  %s  %s  (no event: %d characters)"
          .formatted(
              message.sequence(), message.time(), message.subject(), message.body().length());
    }
    var line = new StringBuilder();
    line.append(message.sequence()).append("  ");
    line.append(event.path("commitTime").asText(message.time().toString())).append("  ");
    line.append(PLACE.formatted(place(event), action));
    append(line, "", event.path("data"));
    append(line, "", event.path("content"));
    append(line, "was ", event.path("dataOld"));
    append(line, "unchanged ", event.path("unchanged"));
    append(line, "left out ", event.path("truncated"));
    if (action.equals("GAP")) {
      line.append("  ").append(event.path("reason").asText());
      line.append(": ").append(event.path("message").asText());
    }
    return line.toString().stripTrailing();
  }

  private static String place(JsonNode event) {
    return event.path("table").isTextual()
        ? event.path("schema").asText() + "." + event.path("table").asText()
        : event.path("prefix").asText("");
  }

  private static void append(StringBuilder line, String before, JsonNode value) {
    if (!value.isMissingNode()) {
      line.append("  ").append(before).append(value);
    }
  }

  private static JsonNode tree(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
