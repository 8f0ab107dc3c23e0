package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdTest {
  private static final String SYSTEM = "7386141903120000003";

  private static String of(EventId ids, Position position, TransactionId transaction) {
    return new String(ids.of(position, transaction), StandardCharsets.US_ASCII);
  }

  /** Few LSNs, times and ordinals, so that each is often the one before and often is not. */
  @Test
  void doesNotDependOnTheOnesBefore() {
    var random = new Random(4);
    var ids = new EventId(SYSTEM);
    for (int i = 0; i < 5000; i++) {
      var lsn = new Lsn(random.nextInt(3) - 1);
      var position = new Position(lsn, random.nextInt(3) * 999L);
      var transaction = new TransactionId(lsn, random.nextInt(2), random.nextInt(3) - 1);
      assertThat(of(ids, position, transaction))
          .isEqualTo(of(new EventId(SYSTEM), position, transaction));
    }
  }

  /** As the page tells a consumer to do it. */
  @Test
  void isTheHashOfTheTransactionAndTheNumberOfTheChange() throws GeneralSecurityException {
    var random = new Random(8);
    var ids = new EventId(SYSTEM);
    for (int i = 0; i < 2000; i++) {
      var lsn = new Lsn(random.nextLong());
      long micros = random.nextLong(1L << 55);
      String name = SYSTEM + "/" + lsn + "/" + micros;
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.US_ASCII));
      var first = new BigInteger(1, Arrays.copyOf(hash, 8));
      var second = new BigInteger(1, Arrays.copyOfRange(hash, 8, 16));
      for (long ordinal : new long[] {0, 1, 2, 9_999_999, 1L << 40, Long.MAX_VALUE}) {
        BigInteger sum =
            second.add(BigInteger.valueOf(ordinal)).mod(BigInteger.TWO.pow(62)).setBit(63);
        var id =
            UUID.fromString(of(ids, new Position(lsn, ordinal), new TransactionId(lsn, 1, micros)));
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id)
            .isEqualTo(
                new UUID((first.longValue() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000, sum.longValue()));
      }
    }
  }
}
