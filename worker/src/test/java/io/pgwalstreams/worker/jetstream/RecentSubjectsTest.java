package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import org.junit.jupiter.api.Test;

class RecentSubjectsTest {
  private final RecentSubjects recent = new RecentSubjects();

  @Test
  void tellsOnceWhatWasPublishedOnASubject() {
    recent.add("db.a", 2, 8);
    recent.add("db.b", 2, 9);
    recent.add("db.a", 2, 10);
    assertThat(recent.take("db.a")).containsExactlyInAnyOrder(new Token(2, 8), new Token(2, 10));
    assertThat(recent.take("db.a")).isEmpty();
    assertThat(recent.take("db.b")).containsExactly(new Token(2, 9));
  }

  @Test
  void forgetsWhatCanNoLongerBeInFlight() {
    recent.add("db.a", 1, 1);
    recent.add("db.b", 1, 1 + 8192);
    assertThat(recent.take("db.a")).isEmpty();
  }
}
