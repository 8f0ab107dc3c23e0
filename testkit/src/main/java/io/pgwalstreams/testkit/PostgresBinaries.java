package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * PostgreSQL's programs, from the archives that the build has laid into {@code
 * testkit/target/postgres}.
 */
final class PostgresBinaries {
  private static final String PROPERTY = "pgwalstreams.postgres.binaries";

  private final Path home;

  private PostgresBinaries(Path home) {
    this.home = home;
  }

  /** Unpacks the version's archive once. */
  static PostgresBinaries of(PostgresVersion version) {
    Path archive = archive(version);
    String name = archive.getFileName().toString().replace(".jar", "");
    return new PostgresBinaries(Cache.entry("postgres/" + name, folder -> unpack(archive, folder)));
  }

  private static Path archive(PostgresVersion version) {
    Path folder = folder();
    try (var files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches(".*-" + version.major() + "\\..*jar"))
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException("no PostgreSQL " + version.major() + " in " + folder));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    String named = System.getProperty(PROPERTY);
    if (named != null) {
      return Path.of(named);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("testkit/target/postgres");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    throw new IllegalStateException(
        "PostgreSQL's archives are not there: run 'make test' or 'mvn -pl testkit process-resources',"
            + " or set -D"
            + PROPERTY);
  }

  private static void unpack(Path archive, Path folder) throws IOException {
    Path packed = folder.resolve("postgres.txz");
    try (InputStream in = Files.newInputStream(archive);
        var zip = new ZipInputStream(in)) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        if (e.getName().endsWith(".txz")) {
          Files.copy(zip, packed);
        }
      }
    }
    Commands.run(
        Duration.ofMinutes(2), List.of("tar", "-xJf", packed.toString(), "-C", folder.toString()));
    Files.delete(packed);
  }

  Path home() {
    return home;
  }

  /**
   * The command line of one of the programs. PostgreSQL refuses root, so root becomes nobody in a
   * user namespace.
   */
  List<String> command(String program, List<String> arguments) {
    return command(home.resolve("bin"), program, arguments);
  }

  /** As {@link #command(String, List)}, of a program in any folder. */
  static List<String> command(Path bin, String program, List<String> arguments) {
    var command = new ArrayList<String>();
    if (isRoot()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(bin.resolve(program).toString());
    command.addAll(arguments);
    return command;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
