package io.pgwalstreams.e2e;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of others that a test runs where it is there. */
record Program(Path file) {

  /** The one on the PATH; without it the test is skipped, and says so. */
  static Program needed(String name) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "not run: there is no " + name + " on the PATH");
    return new Program(found.orElseThrow());
  }

  /** Runs it to its end. */
  Command run(String... arguments) {
    var words = new ArrayList<>(List.of(file.toString()));
    words.addAll(List.of(arguments));
    return Command.run(Map.of(), "", words);
  }
}
