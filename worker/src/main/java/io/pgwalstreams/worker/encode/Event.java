package io.pgwalstreams.worker.encode;

import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;

/**
 * A change as it is published, without the headers that depend on its neighbours.
 *
 * @param position where it stands
 * @param transaction whose it is
 * @param subject the whole subject, prefix included
 * @param body JSON, UTF-8; the event is valid as long as that
 * @param label table and action for metrics, as in {@code public.users insert}
 */
public record Event(
    Position position, TransactionId transaction, String subject, Body body, Label label) {

  /** The name-based UUID of its position. */
  public String id() {
    return body.id();
  }

  /**
   * Whose change it is and what kind; for a logical message schema is empty and table the prefix.
   */
  public record Label(String schema, String table, String action) {}
}
