package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;

/** How far the giving back is. Immutable. */
public sealed interface Release {

  /** It goes on; there will be news. */
  record Working() implements Release {}

  /** It did not succeed; it is tried again when it is asked for again. */
  record Failed(Failure why) implements Release {}

  /** Nothing is held any more. */
  record Done() implements Release {}
}
