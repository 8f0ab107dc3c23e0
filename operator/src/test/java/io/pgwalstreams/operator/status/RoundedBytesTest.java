package io.pgwalstreams.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.v1alpha1.Quantity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundedBytesTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1023, 0",
    "1024, 1Ki",
    "1500, 1.5Ki",
    "16777216, 16Mi",
    "104857600, 100Mi",
    "129394278, 120Mi",
    "1048575, 1Mi",
    "1048576000, 0.98Gi",
    "1395864371, 1.3Gi",
    "1073741823, 1Gi",
    "21474836480, 20Gi",
    "1099511627776, 1Ti",
    "9223372036854775807, 8200Pi",
  })
  void hasTwoDigits(long bytes, String text) {
    assertThat(RoundedBytes.text(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0", "1Ki", "1.5Ki", "120Mi", "0.98Gi", "1.3Gi", "20Gi", "8200Pi"})
  void isANumberAgain(String text) {
    assertThat(RoundedBytes.text((long) RoundedBytes.bytes(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"1024", "16777216", "21474836480"})
  void isAQuantityOfKubernetes(long bytes) {
    assertThat(Quantity.bytes(RoundedBytes.text(bytes))).isEqualTo(bytes);
  }
}
