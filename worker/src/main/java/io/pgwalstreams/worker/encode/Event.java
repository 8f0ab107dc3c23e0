package io.pgwalstreams.worker.encode;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;

/**
 * A change as it is published, without the headers that depend on its neighbours. May be used again
 * and again: it is valid as long as no other change is encoded into it. One thread.
 */
public final class Event {
  private Position position;
  private TransactionId transaction;
  private String subject;
  private final Body body;
  private Label label;

  /**
   * An event by itself.
   *
   * @param position where it stands
   * @param transaction whose it is
   * @param subject the whole subject, prefix included
   * @param body JSON, UTF-8
   * @param label table and action for metrics, as in {@code public.users insert}
   */
  public Event(
      Position position, TransactionId transaction, String subject, Body body, Label label) {
    this.position = position;
    this.transaction = transaction;
    this.subject = subject;
    this.body = body;
    this.label = label;
  }

  /**
   * Whose change it is and what kind; for a logical message schema is empty and table the prefix.
   */
  public record Label(String schema, String table, String action) {}

  /** Nothing yet: to encode changes into. */
  public static Event blank() {
    return new Event(
        new Position(Lsn.INVALID, 0),
        new TransactionId(Lsn.INVALID, 0, 0),
        "",
        new Body(),
        new Label("", "", ""));
  }

  /** From now on it is another one, whose body was written already. */
  Event become(Position at, TransactionId by, String itsSubject, Label itsLabel) {
    position = at;
    transaction = by;
    subject = itsSubject;
    label = itsLabel;
    return this;
  }

  public Position position() {
    return position;
  }

  public TransactionId transaction() {
    return transaction;
  }

  public String subject() {
    return subject;
  }

  public Body body() {
    return body;
  }

  public Label label() {
    return label;
  }

  /** The UUID that its position and commit time make. */
  public String id() {
    return body.id();
  }
}
