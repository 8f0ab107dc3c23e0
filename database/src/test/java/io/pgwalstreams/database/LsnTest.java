package io.pgwalstreams.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "0/3BBE4E20"})
  void readsAndWritesPostgresText(String text) {
    assertThat(Lsn.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "0", "0/", "/0", "0/123456789", "-1/0", "0/0 "})
  void refusesWhatIsNoLsn(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Lsn.parse(text));
  }

  @Test
  void comparesUnsigned() {
    assertThat(Lsn.parse("FFFFFFFF/0")).isGreaterThan(Lsn.parse("7FFFFFFF/0"));
    assertThat(Lsn.parse("FFFFFFFF/8").bytesSince(Lsn.parse("FFFFFFFF/0"))).isEqualTo(8);
    assertThat(Lsn.parse("0/0").bytesSince(Lsn.parse("FFFFFFFF/0"))).isZero();
  }
}
