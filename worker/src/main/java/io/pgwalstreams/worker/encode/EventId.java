package io.pgwalstreams.worker.encode;

import io.pgwalstreams.api.Digests;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

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

  private final MessageDigest sha1 = Digests.of("SHA-1");
  private final byte[] namespace = bytes(NAMESPACE);
  private final String system;

  EventId(String systemIdentifier) {
    this.system = systemIdentifier;
  }

  String of(Position position, TransactionId transaction) {
    String name = system + "/" + position + "/" + transaction.commitMicros();
    return uuid(namespace, name).toString();
  }

  private UUID uuid(byte[] space, String name) {
    sha1.update(space);
    var hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
    long high = (hash.getLong() & ~0xF000L) | 0x5000L;
    long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }
}
