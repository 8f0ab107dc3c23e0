package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;

/**
 * What a message counts against {@code max_payload} and the window: headers and body, as in HPUB.
 * Pure.
 */
final class MessageSize {
  /** {@code NATS/1.0\r\n} and the closing line. */
  private static final int FRAME = 12;

  /** {@code ": "} and the line's end. */
  private static final int PER_HEADER = 4;

  private MessageSize() {}

  static int of(OutgoingMessage m) {
    int size = FRAME + m.body().length;
    for (Header h : m.headers()) {
      size += h.name().length() + h.value().length() + PER_HEADER;
    }
    return size;
  }
}
