package io.pgwalstreams.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Picocli is what says how arguments are to be taken. */
class ServedArgumentsTest {
  private static final Path DEPLOYMENT =
      Path.of(
          System.getProperty("basedir", "."),
          "../operator/src/test/resources/goldens/minimal.yaml");

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
        "run shop.yaml --served --termination-log log --no-setup",
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
        "run shop.yaml --served --listen ",
        "run  --served",
        "run -- shop.yaml --served",
        "run shop.yaml --served --listen=127.0.0.1:0",
        "run shop.yaml --served --listen --no-setup",
        "run shop.yaml --served --shutdown-timeout -1",
        "run shop.yaml --served --shutdown-timeout soon",
        "run shop.yaml --served --log-format xml",
        "run shop.yaml --served --accept abc",
        "run @arguments --served",
        "run shop.yaml --served --served",
        "run shop.yaml --served --secrets a --secrets b"
      })
  void ofAnyOtherFormArePicoclis(String line) {
    assertThat(ServedArguments.read(words(line))).isEmpty();
  }

  @Test
  void areThoseThatTheOperatorWrites() throws IOException {
    String line = operators();
    assertThat(ServedArguments.read(words(line))).contains(picoclis(line));
  }

  private static String operators() throws IOException {
    List<JsonNode> documents =
        new YAMLMapper()
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(DEPLOYMENT.toFile())
            .readAll();
    for (JsonNode document : documents) {
      JsonNode arguments = document.at("/spec/template/spec/containers/0/args");
      if (!arguments.isMissingNode()) {
        return StreamSupport.stream(arguments.spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(" "));
      }
    }
    throw new AssertionError("no Deployment in " + DEPLOYMENT);
  }

  @Test
  void thereMayBeNone() {
    assertThat(ServedArguments.read(List.of())).isEmpty();
  }
}
