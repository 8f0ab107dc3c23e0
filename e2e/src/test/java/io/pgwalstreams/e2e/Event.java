package io.pgwalstreams.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nats.client.Message;
import java.io.IOException;

/**
 * A message of a stream.
 *
 * @param data the row
 */
record Event(String subject, String id, JsonNode data) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Event of(Message message) throws IOException {
    JsonNode body = JSON.readTree(message.getData());
    return new Event(message.getSubject(), body.path("id").asText(), body.path("data"));
  }

  /** Subject and key: what a test knows of a change that it made itself. */
  String change() {
    return subject + " " + data.path("id").asText();
  }
}
