package io.pgwalstreams.demo;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A change, as the application wrote it or as an event tells of it.
 *
 * @param subject of the message
 * @param key the primary key's values
 * @param revision counts the application's changes; empty for a delete, which carries the key only
 */
record Change(String subject, String key, String revision) {

  /** What an event tells of. */
  static Change of(String subject, JsonNode event) {
    JsonNode data = event.path("data");
    String line = data.has("line") ? "/" + data.path("line").asText() : "";
    String revision = subject.endsWith(".delete") ? "" : data.path("revision").asText();
    return new Change(subject, data.path("id").asText() + line, revision);
  }
}
