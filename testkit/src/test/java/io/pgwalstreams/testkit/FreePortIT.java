package io.pgwalstreams.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortIT {
  /** Linux gives out ports from here on. */
  private static final int GIVEN_OUT = 32_768;

  @Test
  void givesNoPortTwiceSoonAndNoneThatTheSystemGivesOut() {
    int[] ports = IntStream.range(0, 1_000).map(i -> FreePort.next()).toArray();
    assertThat(ports).doesNotHaveDuplicates();
    assertThat(IntStream.of(ports)).allMatch(p -> p < GIVEN_OUT);
  }

  @Test
  void passesAPortThatSomebodyListensOn() throws IOException {
    int port = FreePort.next();
    try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      int[] round = IntStream.range(0, 10_000).map(i -> FreePort.next()).toArray();
      assertThat(round).doesNotContain(taken.getLocalPort());
    }
  }
}
