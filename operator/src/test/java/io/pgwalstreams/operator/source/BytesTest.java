package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "7, 7",
    "42, 42",
    "123, 120",
    "999, 1000",
    "1024, 1.0Ki",
    "1331, 1.3Ki",
    "16777216, 16Mi",
    "134217728, 130Mi",
    "3221225472, 3.0Gi",
    "9223372036854775807, 8.0Ei"
  })
  void hasTwoDigits(long bytes, String text) {
    assertThat(Bytes.rounded(bytes)).isEqualTo(text);
  }
}
