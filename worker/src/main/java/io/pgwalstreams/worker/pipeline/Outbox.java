package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import java.util.ArrayDeque;

/**
 * The bytes of what is in flight, in blocks that are used again and again, so that no message makes
 * garbage. All are kept, which are as many as were in flight at once: one that is let go is garbage
 * of the old generation, which grows by it for long. Each message stands in one piece. Pure; one
 * thread.
 */
final class Outbox {
  static final int BLOCK_BYTES = 1 << 18;

  private static final Block NONE = new Block(0);

  private final ArrayDeque<Block> free = new ArrayDeque<>();
  private Block filling = NONE;

  /** Where a message stands; for another message as soon as it is {@link #free}d. */
  static final class Place {
    private Block block = NONE;
    private int from;
    private int headerLength;
    private int bodyLength;

    byte[] bytes() {
      return block.bytes;
    }

    int from() {
      return from;
    }

    int headerLength() {
      return headerLength;
    }

    int bodyLength() {
      return bodyLength;
    }
  }

  private static final class Block {
    private final byte[] bytes;
    private int used;
    private int messages;

    Block(int size) {
      bytes = new byte[size];
    }

    int take(int length) {
      int from = used;
      used += length;
      messages++;
      return from;
    }
  }

  /** Copies a message to a place that holds none. */
  void put(HeaderBytes headers, Body body, Place place) {
    int length = Math.addExact(headers.length(), body.length());
    Block block = block(length);
    place.block = block;
    place.from = block.take(length);
    place.headerLength = headers.length();
    place.bodyLength = body.length();
    System.arraycopy(headers.array(), 0, block.bytes, place.from, headers.length());
    System.arraycopy(body.bytes(), 0, block.bytes, place.from + headers.length(), body.length());
  }

  /** A message that is as large as a block has one for itself, which goes with it. */
  private Block block(int length) {
    if (length > BLOCK_BYTES) {
      return new Block(length);
    }
    if (filling.bytes.length - filling.used < length) {
      Block next = free.poll();
      filling = next == null ? new Block(BLOCK_BYTES) : next;
    }
    return filling;
  }

  /** The message at this place is not needed any more. */
  void free(Place place) {
    Block block = place.block;
    place.block = NONE;
    block.messages--;
    if (block.messages > 0) {
      return;
    }
    block.used = 0;
    if (block != filling && block.bytes.length == BLOCK_BYTES) {
      free.push(block);
    }
  }
}
