package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.change.Change;
import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.encode.Event;

/** Which changes become events, and how. One thread. */
public interface Mapping {
  /** The id under which the same change always becomes the same event. */
  String id();

  boolean wants(Change change);

  /** The event of a change, valid as long as nothing else is encoded into the same body. */
  Event encode(Change change, Body into);
}
