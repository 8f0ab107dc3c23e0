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

  private static final int UUID_BYTES = 16;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest sha1 = Digests.of("SHA-1");
  private final byte[] namespace = bytes(NAMESPACE);
  private final byte[] form = new byte[36];
  private final String system;

  EventId(String systemIdentifier) {
    this.system = systemIdentifier;
  }

  String of(Position position, TransactionId transaction) {
    String name = system + "/" + position + "/" + transaction.commitMicros();
    sha1.update(namespace);
    byte[] hash = sha1.digest(name.getBytes(StandardCharsets.UTF_8));
    hash[6] = (byte) ((hash[6] & 0x0F) | 0x50);
    hash[8] = (byte) ((hash[8] & 0x3F) | 0x80);
    return text(hash);
  }

  private String text(byte[] hash) {
    int at = 0;
    for (int i = 0; i < UUID_BYTES; i++) {
      if (i == 4 || i == 6 || i == 8 || i == 10) {
        form[at++] = '-';
      }
      form[at++] = HEX[(hash[i] >> 4) & 0xF];
      form[at++] = HEX[hash[i] & 0xF];
    }
    return new String(form, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(UUID uuid) {
    return ByteBuffer.allocate(16)
        .putLong(uuid.getMostSignificantBits())
        .putLong(uuid.getLeastSignificantBits())
        .array();
  }
}
