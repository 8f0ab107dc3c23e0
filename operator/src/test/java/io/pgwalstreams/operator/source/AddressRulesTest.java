package io.pgwalstreams.operator.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRulesTest {
  private static boolean denied(String range, String... addresses) {
    return AddressRules.deny(List.of(range))
        .refusal("h", Stream.of(addresses).map(InetAddress::ofLiteral).toList())
        .map(Failure::reason)
        .filter(r -> r == Reason.AddressDenied)
        .isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.0/8, 127.1.2.3, true",
    "127.0.0.0/8, 128.0.0.1, false",
    "169.254.0.0/16, 169.254.169.254, true",
    "10.96.0.1, 10.96.0.1, true",
    "10.96.0.1, 10.96.0.2, false",
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::1/128, ::1, true",
    "fe80::/10, febf::1, true",
    "fe80::/10, fec0::1, false",
    "127.0.0.0/8, ::ffff:127.0.0.1, true",
    "127.0.0.0/8, 0.0.0.0, true",
    "127.0.0.0/8, ::, true",
    "::1/128, ::, true",
    "10.0.0.0/8, 0.0.0.0, false"
  })
  void aRangeHoldsItsAddresses(String range, String address, boolean denied) {
    assertThat(denied(range, address)).isEqualTo(denied);
  }

  @Test
  void oneDeniedAddressIsEnough() {
    assertThat(denied("10.0.0.0/8", "192.168.0.1", "10.0.0.1")).isTrue();
    assertThat(denied("10.0.0.0/8", "192.168.0.1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/x", "10.0.0.0/-1", "10/8/8"})
  void refusesWhatIsNoRange(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressRules.deny(List.of(text)));
  }
}
