package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.encode.Event;
import org.jspecify.annotations.Nullable;

/** What comes out of the feed, in the order of the database's history. */
sealed interface FeedItem {

  /** An event to publish; another one as soon as the feed is asked for the next item. */
  final class Publish implements FeedItem {
    private Event event;
    private @Nullable Lsn lastEnd;

    Publish(Event event, @Nullable Lsn lastEnd) {
      this.event = event;
      this.lastEnd = lastEnd;
    }

    Publish become(Event next, @Nullable Lsn end) {
      event = next;
      lastEnd = end;
      return this;
    }

    Event event() {
      return event;
    }

    /** The transaction's end when this is its last event; null otherwise. */
    @Nullable Lsn lastEnd() {
      return lastEnd;
    }
  }

  /** The last of the events that the stream held already behind the reference. */
  record CaughtUp(Event event) implements FeedItem {}

  /** A transaction has ended; its events came before. */
  record Ended(TransactionId transaction) implements FeedItem {}

  /** Every commit before {@code serverEnd} came before. */
  record Reached(Lsn serverEnd, boolean replyRequested) implements FeedItem {}
}
