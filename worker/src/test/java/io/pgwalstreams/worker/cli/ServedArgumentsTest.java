package io.pgwalstreams.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Picocli is what says how arguments are to be taken. */
class ServedArgumentsTest {
  /** As the operator writes them, and as benchmarks and the image's training do. */
  private static final String OPERATORS =
      "run /etc/pgwalstreams/walstream.yaml --secrets /etc/pgwalstreams/secrets --no-setup --served"
          + " --listen 0.0.0.0:8080 --log-format json --shutdown-timeout 20";

  private static List<String> words(String line) {
    return List.of(line.split(" ", -1));
  }

  private static RunOptions picoclis(String line) {
    var parsed = Commands.commandLine().parseArgs(words(line).toArray(String[]::new));
    return ((RunCommand) parsed.subcommand().commandSpec().userObject()).options();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OPERATORS,
        "run shop.yaml --served --listen 127.0.0.1:0",
        "run --served shop.yaml",
        "run shop.yaml --served --listen off --log-format TEXT --shutdown-timeout 0"
      })
  void areTakenAsPicocliTakesThem(String line) {
    assertThat(ServedArguments.read(words(line))).contains(picoclis(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "check shop.yaml --served",
        "run shop.yaml",
        "run --served",
        "run a.yaml b.yaml --served",
        "run shop.yaml --served --help",
        "run shop.yaml --served --listen",
        "run shop.yaml --served --listen here",
        "run shop.yaml --served --listen=127.0.0.1:0",
        "run shop.yaml --served --listen --no-setup",
        "run shop.yaml --served --shutdown-timeout -1",
        "run shop.yaml --served --shutdown-timeout soon",
        "run shop.yaml --served --log-format xml",
        "run shop.yaml --served --accept abc",
        "run shop.yaml --served --termination-log log",
        "run @arguments --served",
        "run shop.yaml --served --served",
        "run shop.yaml --served --secrets a --secrets b"
      })
  void ofAnyOtherFormArePicoclis(String line) {
    assertThat(ServedArguments.read(words(line))).isEmpty();
  }

  @Test
  void thereMayBeNone() {
    assertThat(ServedArguments.read(List.of())).isEmpty();
  }
}
