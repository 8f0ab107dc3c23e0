package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import java.nio.charset.StandardCharsets;
import java.util.Random;
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
}
