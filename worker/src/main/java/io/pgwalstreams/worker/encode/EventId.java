package io.pgwalstreams.worker.encode;

import io.pgwalstreams.api.Digests;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.text.TextBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * An event's id: a UUID (RFC 9562, version 8) of the transaction's hash, to which the change's
 * number in it is added: the ids of a transaction count up, and one hash serves all of them. What
 * is hashed is {@code SYSTEM/COMMIT-LSN/COMMIT-MICROS}, by SHA-256. The timeline is no part of it:
 * after a failover to a promoted standby a change that is read again keeps its id. The commit time
 * is, because a database restored to an earlier point gives the same positions to other changes
 * (docs/design: event identity). Used by one thread.
 */
final class EventId {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Of the form 00000000-0000-0000-0000-000000000000. */
  static final int LENGTH = 36;

  private static final int HASH_BYTES = 32;
  private static final long VERSION_BITS = 0xF000L;
  private static final long VERSION = 0x8000L;

  /** What is left beside the variant. */
  private static final long NUMBER_BITS = -1L >>> 2;

  private static final long VARIANT = Long.MIN_VALUE;

  /** Where the third hyphen stands: before it the half that a transaction's ids share. */
  private static final int HALF = 18;

  private final MessageDigest sha256 = Digests.sha256();
  private final byte[] hash = new byte[HASH_BYTES];
  private final ByteBuffer halves = ByteBuffer.wrap(hash);
  private final String system;
  private final TextBytes name = new TextBytes(64);
  private final byte[] text =
      "00000000-0000-0000-0000-000000000000".getBytes(StandardCharsets.US_ASCII);

  /** The transaction whose half stands in {@link #text}, and the other half of its hash. */
  private @Nullable Lsn lsn;

  private long commitMicros;
  private long number;

  EventId(String systemIdentifier) {
    this.system = systemIdentifier;
  }

  /** The id's 36 characters, valid until the next call. */
  byte[] of(Position position, TransactionId transaction) {
    if (!position.lsn().equals(lsn) || transaction.commitMicros() != commitMicros) {
      begin(position.lsn(), transaction.commitMicros());
    }
    write(VARIANT | ((number + position.ordinal()) & NUMBER_BITS), HALF + 1, LENGTH);
    return text;
  }

  private void begin(Lsn itsLsn, long itsMicros) {
    lsn = itsLsn;
    commitMicros = itsMicros;
    name.clear();
    name.text(system);
    name.symbol('/');
    EventHeader.write(itsLsn, name);
    name.symbol('/');
    name.number(itsMicros);
    sha256.update(name.array(), 0, name.length());
    digest();
    write((halves.getLong(0) & ~VERSION_BITS) | VERSION, 0, HALF);
    number = halves.getLong(Long.BYTES);
  }

  private void digest() {
    try {
      sha256.digest(hash, 0, HASH_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 is of " + HASH_BYTES + " bytes", e);
    }
  }

  /** Sixteen digits into {@code text[from, to)}, past the hyphens. */
  private void write(long half, int from, int to) {
    int shift = Long.SIZE;
    for (int at = from; at < to; at++) {
      if (text[at] != '-') {
        shift -= 4;
        text[at] = DIGITS[(int) (half >>> shift) & 0xF];
      }
    }
  }
}
