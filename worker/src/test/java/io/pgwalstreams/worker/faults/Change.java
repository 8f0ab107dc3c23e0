package io.pgwalstreams.worker.faults;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A change as the application made it and as the stream must show it. Of a deleted row only the key
 * is known.
 */
record Change(String table, String action, long id, long tx, int n, int payload) {

  /** A change of a whole row; of the payload a hash is kept, because a test makes a million. */
  static Change of(String table, String action, long id, long tx, int n, String payload) {
    return new Change(table, action, id, tx, n, payload.hashCode());
  }

  /** The first change of every transaction. */
  static Change entry(long tx, String payload) {
    return of("entry", "INSERT", tx, tx, 0, payload);
  }

  static Change deleted(String table, long id) {
    return new Change(table, "DELETE", id, 0, 0, 0);
  }

  /** Reads an event's body. */
  static Change of(JsonNode body) {
    JsonNode data = body.path("data");
    String table = body.path("table").asText();
    String action = body.path("action").asText();
    if (table.equals("entry")) {
      return entry(data.path("tx").asLong(), data.path("payload").asText());
    }
    if (action.equals("DELETE")) {
      return deleted(table, data.path("id").asLong());
    }
    return of(
        table,
        action,
        data.path("id").asLong(),
        data.path("tx").asLong(),
        data.path("n").asInt(),
        data.path("payload").asText());
  }

  /** True for the row by which a transaction is known. */
  boolean isEntry() {
    return table.equals("entry");
  }
}
