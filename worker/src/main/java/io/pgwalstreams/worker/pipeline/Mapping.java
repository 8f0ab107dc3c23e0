package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.encode.Event;

/** Which changes become events, and how. One thread. */
public interface Mapping {
  /** The id under which the same change always becomes the same event. */
  String id();

  boolean wants(Change change);

  /** The event of a change: {@code into}, or another. Valid until the next is encoded into that. */
  Event encode(Change change, Event into);
}
