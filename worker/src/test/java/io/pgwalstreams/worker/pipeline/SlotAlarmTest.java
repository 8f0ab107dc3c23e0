package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pipeline.PipelineListener.SlotNumbers;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlotAlarmTest {
  private static final Long LIMIT = 1000L;

  private final SlotAlarm alarm = new SlotAlarm();

  private Optional<Failure> look(long retained) {
    return alarm.look(numbers(retained, null), LIMIT, false);
  }

  private static SlotNumbers numbers(long retained, Long safe) {
    return new SlotNumbers(Lsn.INVALID, Lsn.INVALID, "reserved", retained, 0, safe);
  }

  @Test
  void warnsOnceOfMoreWalThanTheDocumentAllows() {
    assertThat(look(1000)).isEmpty();
    assertThat(look(1001))
        .hasValueSatisfying(
            f -> {
              assertThat(f.reason()).isEqualTo(Reason.SlotAtRisk);
              assertThat(f.message()).contains("1001").contains("1000");
            });
    assertThat(look(5000)).isEmpty();
  }

  @Test
  void warnsAgainOnlyAfterItHadComeDown() {
    assertThat(look(1001)).isPresent();
    assertThat(look(900)).isEmpty();
    assertThat(look(1001)).isEmpty();
    assertThat(look(799)).isEmpty();
    assertThat(look(1001)).isPresent();
  }

  @Test
  void warnsOfPostgresOwnLimitWithoutOneInTheDocument() {
    assertThat(alarm.look(numbers(1, 4096L), null, true))
        .hasValueSatisfying(f -> assertThat(f.message()).contains("4096"));
    assertThat(alarm.look(numbers(1, 4000L), null, true)).isEmpty();
    assertThat(alarm.look(numbers(1, 1L << 30), null, false)).isEmpty();
    assertThat(alarm.look(numbers(1, 4096L), null, true)).isPresent();
  }
}
