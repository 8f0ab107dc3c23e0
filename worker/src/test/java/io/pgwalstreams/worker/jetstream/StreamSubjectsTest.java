package io.pgwalstreams.worker.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamSubjectsTest {
  @ParameterizedTest
  @CsvSource({
    "db.>,            db,     true",
    ">,               db,     true",
    "*.>,             db,     true",
    "db.>,            db.eu,  true",
    "db.*.>,          db.eu,  true",
    "db.eu.>,         db,     false",
    "db.*,            db,     false",
    "db.*.*.*,        db,     false",
    "db,              db,     false",
    "dbs.>,           db,     false",
    "db.* db.*.>,     db,     true",
    "db.* db.*.* db.*.*.>, db, true",
    "db.* db.*.*.>,   db,     false",
    "other db.>,      db,     true",
  })
  void tellsWhetherEverySubjectBelowThePrefixIsTaken(
      String patterns, String prefix, boolean covered) {
    assertThat(StreamSubjects.covers(Arrays.asList(patterns.split(" ")), prefix))
        .isEqualTo(covered);
  }
}
