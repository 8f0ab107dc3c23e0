package io.pgwalstreams.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A message of the stream.
 *
 * @param id of the event, as its body has it
 * @param data the row, as its body has it
 */
record Event(long sequence, String id, Change change, JsonNode data) {
  private static final Set<String> NOT_SHOWN = Set.of("placed", "revision");

  /** What a message tells of; {@code transaction} is its header Pgws-Xid. */
  static Event of(long sequence, String subject, long transaction, JsonNode body) {
    JsonNode data = body.path("data");
    String line = data.has("line") ? "/" + data.path("line").asText() : "";
    String revision = subject.endsWith(".delete") ? "" : data.path("revision").asText();
    return new Event(
        sequence,
        body.path("id").asText(),
        new Change(transaction, subject, data.path("id").asText() + line, revision),
        data);
  }

  /** One line for people. */
  String line() {
    String fields =
        data.properties().stream()
            .filter(f -> !NOT_SHOWN.contains(f.getKey()))
            .map(f -> f.getKey() + " " + f.getValue().asText())
            .collect(Collectors.joining(" · "));
    return "%7d  %-32s %s".formatted(sequence, change.subject(), fields);
  }
}
