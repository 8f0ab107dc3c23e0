package io.pgwalstreams.worker.cli;

import io.pgwalstreams.worker.config.ConfigLoader;
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
  List<Path> files = List.of();

  @Option(
      names = "--secrets",
      paramLabel = "DIR",
      description = "Secrets as files: DIR/NAME/KEY, as Kubernetes mounts them.")
  @Nullable Path secrets;

  ConfigLoader loader(Set<String> accepted, boolean served) {
    return new ConfigLoader(files, secrets, System::getenv, accepted, served);
  }
}
