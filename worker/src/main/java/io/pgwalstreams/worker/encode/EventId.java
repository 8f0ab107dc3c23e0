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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event's id: the name-based UUID (RFC 9562, version 5: SHA-1) of {@code
 * SYSTEM/COMMIT-LSN/ORDINAL/COMMIT-MICROS} in the namespace {@link #NAMESPACE}. The timeline is no
 * part of it: after a failover to a promoted standby a change that is read again keeps its id. The
 * commit time is, because a database restored to an earlier point gives the same positions to other
 * changes (docs/design: event identity). Used by one thread.
 */
final class EventId {
  /** The version 5 UUID of {@code pgwalstreams.io} in the DNS namespace. */
  static final UUID NAMESPACE = UUID.fromString("623e53b6-b02d-54a8-88b4-6af0063be626");

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** Of the form 00000000-0000-0000-0000-000000000000. */
  static final int LENGTH = 36;

  private static final int HASH_BYTES = 20;
  private static final int UUID_BYTES = 16;

  private final MessageDigest sha1 = Digests.of("SHA-1");
  private final byte[] namespace = bytes(NAMESPACE);
  private final String system;
  private final TextBytes name = new TextBytes(128);

  /** The transaction whose beginning stands in {@link #name}, up to the ordinal, and its end. */
  private @Nullable Lsn lsn;

  private int ordinalAt;
  private long commitMicros;
  private final TextBytes end = new TextBytes(32);
  private final byte[] hash = new byte[HASH_BYTES];
  private final byte[] text =
      "00000000-0000-0000-0000-000000000000".getBytes(StandardCharsets.US_ASCII);

  EventId(String systemIdentifier) {
    this.system = systemIdentifier;
  }

  /** The id's 36 characters, valid until the next call. */
  byte[] of(Position position, TransactionId transaction) {
    if (!position.lsn().equals(lsn) || transaction.commitMicros() != commitMicros) {
      begin(position.lsn(), transaction.commitMicros());
    }
    name.cut(ordinalAt);
    name.number(position.ordinal());
    name.text(end.array(), 0, end.length());
    sha1.update(namespace);
    sha1.update(name.array(), 0, name.length());
    digest();
    hash[6] = (byte) ((hash[6] & 0x0F) | 0x50);
    hash[8] = (byte) ((hash[8] & 0x3F) | 0x80);
    return uuid();
  }

  /** What is the same in all names of a transaction. */
  private void begin(Lsn itsLsn, long itsMicros) {
    lsn = itsLsn;
    commitMicros = itsMicros;
    name.clear();
    name.text(system);
    name.symbol('/');
    EventHeader.write(itsLsn, name);
    name.symbol('/');
    ordinalAt = name.length();
    end.clear();
    end.symbol('/');
    end.number(itsMicros);
  }

  private void digest() {
    try {
      sha1.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-1 is of " + HASH_BYTES + " bytes", e);
    }
  }

  /** The first bytes of the hash, in a UUID's form. */
  private byte[] uuid() {
    int at = 0;
    for (int i = 0; i < UUID_BYTES; i++) {
      if (text[at] == '-') {
        at++;
      }
      text[at++] = DIGITS[hash[i] >> 4 & 0xF];
      text[at++] = DIGITS[hash[i] & 0xF];
    }
    return text;
  }

  private static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }
}
