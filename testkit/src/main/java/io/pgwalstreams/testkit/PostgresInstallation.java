package io.pgwalstreams.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A whole installation of PostgreSQL, with pg_upgrade and what it needs; the archives of the build
 * hold the server alone. {@code make upgrade-servers} lays them into the cache; those of Debian's
 * packages do as well.
 *
 * @param bin the folder of its programs
 */
public record PostgresInstallation(PostgresVersion version, Path bin) {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** The installation of this version; empty when there is none on this machine. */
  public static Optional<PostgresInstallation> of(PostgresVersion version) {
    String major = Integer.toString(version.major());
    return List.of(
            Cache.root().resolve("postgres-whole").resolve(major).resolve("bin"),
            Path.of("/usr/lib/postgresql", major, "bin"))
        .stream()
        .filter(bin -> Files.isExecutable(bin.resolve("pg_upgrade")))
        .findFirst()
        .map(bin -> new PostgresInstallation(version, bin));
  }

  /** A cluster as the testkit's own are, for {@link #upgrade} to fill. */
  void createCluster(Path data, String superuser) {
    run(
        "initdb",
        List.of(
            "-D",
            data.toString(),
            "-U",
            superuser,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
            "--no-data-checksums"));
  }

  void upgrade(
      PostgresInstallation from, Path oldData, Path newData, Path sockets, String superuser) {
    run(
        "pg_upgrade",
        List.of(
            "--old-bindir",
            from.bin.toString(),
            "--new-bindir",
            bin.toString(),
            "--old-datadir",
            oldData.toString(),
            "--new-datadir",
            newData.toString(),
            "--socketdir",
            sockets.toString(),
            "--username",
            superuser,
            "--no-sync"));
  }

  private void run(String program, List<String> arguments) {
    Commands.run(LIMIT, PostgresBinaries.command(bin, program, arguments));
  }
}
