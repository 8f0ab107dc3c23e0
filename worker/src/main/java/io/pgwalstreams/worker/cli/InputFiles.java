package io.pgwalstreams.worker.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command reads. */
final class InputFiles {
  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "YAML with one WalStream, and the Secrets and ConfigMaps that it refers to.")
  private List<Path> files = List.of();

  @Option(
      names = "--secrets",
      paramLabel = "DIR",
      description = "Secrets as files: DIR/NAME/KEY, as Kubernetes mounts them.")
  private @Nullable Path secrets;

  RunOptions.Input with(Set<String> accepted, boolean served) {
    return new RunOptions.Input(files, secrets, accepted, served);
  }
}
