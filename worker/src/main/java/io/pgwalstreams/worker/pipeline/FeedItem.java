package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import org.jspecify.annotations.Nullable;

/** What comes out of the feed, in the order of the database's history. */
sealed interface FeedItem {

  /**
   * An event to publish.
   *
   * @param lastEnd the transaction's end when this is its last event; null otherwise
   */
  record Publish(Event event, @Nullable Lsn lastEnd) implements FeedItem {}

  /** The last of the events that the stream held already behind the reference. */
  record CaughtUp(Event event) implements FeedItem {}

  /** A transaction has ended; its events came before. */
  record Ended(TransactionId transaction) implements FeedItem {}

  /** Every commit before {@code serverEnd} came before. */
  record Reached(Lsn serverEnd, boolean replyRequested) implements FeedItem {}
}
