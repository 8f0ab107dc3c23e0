package io.pgwalstreams.testkit;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A PostgreSQL server of its own, with {@code wal_level = logical}, on a port of loopback that
 * stays the same over restarts. The superuser is {@code postgres} and needs no password on loopback
 * unless {@link Options#hba} says otherwise. Not thread-safe.
 */
public final class PostgresServer implements AutoCloseable {
  /** The superuser. */
  public static final String SUPERUSER = "postgres";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private PostgresVersion version;
  private PostgresBinaries binaries;
  private final Options options;
  private final Path folder;
  private final Path data;
  private final Postmaster postmaster;
  private final int port;
  private final Thread hook = new Thread(this::killQuietly);

  /**
   * How a server differs from the default.
   *
   * @param settings lines of postgresql.conf
   * @param hba lines of pg_hba.conf, in place of "trust on loopback"
   * @param environment more of it for the server's processes
   */
  public record Options(
      Map<String, String> settings, List<String> hba, Map<String, String> environment) {
    public Options {
      settings = Map.copyOf(settings);
      hba = List.copyOf(hba);
      environment = Map.copyOf(environment);
    }

    /** The default server. */
    public static Options none() {
      return new Options(Map.of(), List.of(), Map.of());
    }

    /** With one more setting. */
    public Options with(String name, String value) {
      var all = new LinkedHashMap<>(settings);
      all.put(name, value);
      return new Options(all, hba, environment);
    }

    /** With these lines of pg_hba.conf. */
    public Options withHba(String... lines) {
      return new Options(settings, List.of(lines), environment);
    }

    /** The wall clock that its processes go by. */
    public Options withClock(OwnClock clock) {
      return new Options(settings, hba, clock.environment());
    }
  }

  private PostgresServer(PostgresVersion version, Options options, Path folder) {
    this.version = version;
    this.binaries = PostgresBinaries.of(version);
    this.options = options;
    this.folder = folder;
    this.data = folder.resolve("data");
    this.postmaster = new Postmaster(data);
    this.port = FreePort.next();
  }

  /** Starts a server with the default settings. */
  public static PostgresServer start(PostgresVersion version) {
    return start(version, Options.none());
  }

  /** Starts a server; returns when it takes connections. */
  public static PostgresServer start(PostgresVersion version, Options options) {
    return created(new PostgresServer(version, options, Commands.temporaryFolder()));
  }

  /** As {@link #start(PostgresVersion, Options)}, with all that it has in an empty folder. */
  public static PostgresServer startIn(Path folder, PostgresVersion version, Options options) {
    return created(new PostgresServer(version, options, folder));
  }

  private static PostgresServer created(PostgresServer server) {
    server.create();
    return server.begun();
  }

  /**
   * Starts a standby of a server that runs; returns when it takes connections. It copies the slots
   * that are made for that.
   *
   * @param slot a physical slot of the primary, which keeps its WAL already
   */
  public static PostgresServer standby(PostgresServer primary, String slot) {
    var options = PostgresConfiguration.ofStandby(primary.options, primary.port, slot);
    var server = new PostgresServer(primary.version, options, Commands.temporaryFolder());
    HotCopy.take(primary, server.data);
    PostgresConfiguration.write(server.data, server.folder, server.port, options);
    return server.begun();
  }

  private PostgresServer begun() {
    Runtime.getRuntime().addShutdownHook(hook);
    start();
    return this;
  }

  private void create() {
    Path template =
        Cache.entry(
            "postgres/" + binaries.home().getFileName() + "-data",
            fresh ->
                Commands.run(
                    LIMIT,
                    binaries.command(
                        "initdb",
                        List.of(
                            "-D",
                            fresh.resolve("data").toString(),
                            "-U",
                            SUPERUSER,
                            "-A",
                            "trust",
                            "-E",
                            "UTF8",
                            "--no-locale",
                            "-N"))));
    Commands.copy(template.resolve("data"), data);
    PostgresConfiguration.write(data, folder, port, options);
  }

  /** Starts it again, with the data that it has. */
  public void start() {
    control("start", "-l", logFile().toString(), "-w", "-t", "60");
  }

  /**
   * {@code pg_ctl stop -m fast}: returns how long it took; IllegalStateException after {@code
   * limit}.
   */
  public Duration stopFast(Duration limit) {
    long from = System.nanoTime();
    control("stop", "-m", "fast", "-w", "-t", Long.toString(Math.max(1, limit.toSeconds())));
    return Duration.ofNanos(System.nanoTime() - from);
  }

  /** {@code pg_ctl restart -m fast}. */
  public void restart() {
    stopFast(LIMIT);
    start();
  }

  /** Ends every process of it at once, as a crash of PostgreSQL does. */
  public void kill9() {
    postmaster.kill9();
  }

  /** The process id of the postmaster. */
  public long postmaster() {
    return postmaster.pid();
  }

  public boolean isRunning() {
    return postmaster.isRunning();
  }

  /** Copies the data folder; only while the server is stopped. */
  public Path copyData() {
    Path copy = folder.resolve("copy-" + System.nanoTime());
    Commands.copy(data, copy);
    return copy;
  }

  /** Puts a copy in place of the data folder; only while the server is stopped. */
  public void putBack(Path copy) {
    Commands.remove(data);
    Commands.copy(copy, data);
  }

  /**
   * {@code pg_upgrade} to a later version, slots included; only while the server is stopped.
   * IllegalStateException with its words when it refuses.
   */
  public void upgrade(PostgresInstallation from, PostgresInstallation to) {
    Path upgraded = folder.resolve("upgraded");
    Commands.remove(upgraded);
    to.createCluster(upgraded, SUPERUSER);
    PostgresConfiguration.write(upgraded, folder, port, options);
    to.upgrade(from, data, upgraded, folder, SUPERUSER);
    Commands.remove(data);
    Commands.move(upgraded, data);
    version = to.version();
    binaries = PostgresBinaries.of(version);
  }

  private void control(String action, String... arguments) {
    var all = new ArrayList<>(List.of(action, "-D", data.toString()));
    all.addAll(List.of(arguments));
    Commands.run(LIMIT.plusSeconds(10), binaries.command("pg_ctl", all), options.environment());
  }

  public PostgresVersion version() {
    return version;
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  public Path logFile() {
    return folder.resolve("postgres.log");
  }

  /** The folder of the server's data; a test may lay certificates there before a restart. */
  public Path dataFolder() {
    return data;
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  /** A connection of the superuser to the database {@code postgres}. */
  public Connection connect() {
    return connect("postgres", SUPERUSER, "");
  }

  /** A connection; IllegalStateException when it is refused. */
  public Connection connect(String database, String user, String password) {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    try {
      return DriverManager.getConnection(jdbcUrl(database), properties);
    } catch (SQLException e) {
      throw new IllegalStateException("cannot connect as " + user + " to " + database, e);
    }
  }

  /**
   * Runs statements as the superuser in the database {@code postgres}, each in a transaction of its
   * own.
   */
  public void execute(String... statements) {
    executeIn("postgres", statements);
  }

  /** Runs statements as the superuser, each in a transaction of its own. */
  public void executeIn(String database, String... statements) {
    try (Connection connection = connect(database, SUPERUSER, "");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The single value of a query, as text; null when it is null or there is no row. */
  public @org.jspecify.annotations.Nullable String query(String sql) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private void killQuietly() {
    if (isRunning()) {
      kill9();
    }
    Commands.remove(folder);
  }

  /** Ends the server and removes its data. */
  @Override
  public void close() {
    killQuietly();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
