package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The bytes of what is in flight, in blocks that are used again and again, so that no message makes
 * garbage. All are kept, which are as many as were in flight at once: one that is let go is garbage
 * of the old generation, which grows by it for long. Each message stands in one piece. Pure; one
 * thread.
 */
final class Outbox {
  static final int BLOCK_BYTES = 1 << 18;

  private static final int NOWHERE = -1;
  private static final Block NOTHING = new Block(0);

  /** Numbered for good: a place has a number. Of a large one the bytes go with its message. */
  private final List<Block> blocks = new ArrayList<>();

  /** The numbers of those that hold nothing. */
  private final BitSet free = new BitSet();

  /** The numbers of those whose large message is gone, and its bytes with it. */
  private final BitSet spent = new BitSet();

  private int filling = NOWHERE;

  /**
   * Where a message stands; for another message as soon as it is {@link #free}d. It has the number
   * of a block and not the block, because a collection looks through each old object in which a
   * reference was written, and two would be written for each event.
   */
  final class Place {
    private int block = NOWHERE;
    private int from;
    private int headerLength;
    private int bodyLength;

    private Place() {}

    byte[] bytes() {
      return blocks.get(block).bytes;
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

  /** A place that holds no message yet. */
  Place place() {
    return new Place();
  }

  /** Copies a message to a place that holds none. */
  void put(HeaderBytes headers, Body body, Place place) {
    int length = Math.addExact(headers.length(), body.length());
    place.block = block(length);
    Block block = blocks.get(place.block);
    place.from = block.take(length);
    place.headerLength = headers.length();
    place.bodyLength = body.length();
    System.arraycopy(headers.array(), 0, block.bytes, place.from, headers.length());
    System.arraycopy(body.bytes(), 0, block.bytes, place.from + headers.length(), body.length());
  }

  /** A message that is larger than a block has one for itself. */
  private int block(int length) {
    if (length > BLOCK_BYTES) {
      return next(length);
    }
    if (filling == NOWHERE || BLOCK_BYTES - blocks.get(filling).used < length) {
      filling = next(BLOCK_BYTES);
    }
    return filling;
  }

  /** The number of a block that holds nothing. */
  private int next(int size) {
    BitSet unused = size > BLOCK_BYTES ? spent : free;
    int number = unused.nextSetBit(0);
    if (number < 0) {
      blocks.add(new Block(size));
      return blocks.size() - 1;
    }
    unused.clear(number);
    if (size > BLOCK_BYTES) {
      blocks.set(number, new Block(size));
    }
    return number;
  }

  /** The message at this place is not needed any more. */
  void free(Place place) {
    int number = place.block;
    place.block = NOWHERE;
    Block block = blocks.get(number);
    block.messages--;
    if (block.messages > 0) {
      return;
    }
    block.used = 0;
    if (block.bytes.length > BLOCK_BYTES) {
      blocks.set(number, NOTHING);
      spent.set(number);
    } else if (number != filling) {
      free.set(number);
    }
  }
}
