package io.pgwalstreams.worker.encode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/reference/event.schema.json}, and what breaks it. */
public final class EventSchema {
  private static final Path FILE = Path.of("../docs/reference/event.schema.json");
  private static final JsonNode DOCUMENT = read();
  private static final EventSchema OPEN = of(DOCUMENT);
  private static final EventSchema EXACT = of(startingAt("#/$defs/exact"));

  private final Schema schema;

  private EventSchema(Schema schema) {
    this.schema = schema;
  }

  /** With room for members of later versions. */
  public static EventSchema open() {
    return OPEN;
  }

  /** What this version writes. */
  public static EventSchema exact() {
    return EXACT;
  }

  static EventSchema of(JsonNode schema) {
    return new EventSchema(
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema));
  }

  /** The whole document. */
  static JsonNode document() {
    return DOCUMENT;
  }

  private static JsonNode read() {
    try {
      return new ObjectMapper().readTree(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root stands at {@code #/$defs/event} then, and what is asked of it at {@code start}. */
  private static JsonNode startingAt(String start) {
    ObjectNode whole = DOCUMENT.deepCopy();
    var definitions = (ObjectNode) whole.get("$defs");
    definitions.putObject("event").set("oneOf", whole.remove("oneOf"));
    ((ObjectNode) definitions.get("exact")).put("$ref", "#/$defs/event");
    return whole.put("$ref", start);
  }

  /** What is wrong with a body; empty when nothing is. */
  public List<String> errors(String body) {
    return schema.validate(body, InputFormat.JSON).stream().map(Error::toString).toList();
  }
}
