package io.pgwalstreams.worker.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.replication.ReplicationSource.TimelineSwitch;
import org.junit.jupiter.api.Test;

class TimelineHistoryTest {
  @Test
  void readsEveryAncestorWithItsSwitch() {
    assertThat(
            PgReplicationSource.parseHistory(
                """
                1\t0/3000358\tno recovery target specified

                # a comment
                2\t16/B374D848\tbefore transaction 731 at 2026-01-02
                """))
        .containsExactly(
            new TimelineSwitch(1, Lsn.parse("0/3000358")),
            new TimelineSwitch(2, Lsn.parse("16/B374D848")));
  }
}
