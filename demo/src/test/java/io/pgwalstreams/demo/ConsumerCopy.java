package io.pgwalstreams.demo;

import io.pgwalstreams.testkit.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One consumer as a process, and the database of its own that it keeps the copy in. */
final class ConsumerCopy implements AutoCloseable {
  private final ConsumerProgram program;
  private final List<String> command;
  private final Map<String, String> environment;
  private final ArticlesDatabase database;
  private final Path log;
  private @Nullable Process process;

  private ConsumerCopy(
      ConsumerProgram program,
      List<String> command,
      Map<String, String> environment,
      ArticlesDatabase database,
      Path log) {
    this.program = program;
    this.command = command;
    this.environment = environment;
    this.database = database;
    this.log = log;
  }

  /** Makes the database of {@code program} with {@code copy.sql}, and starts it. */
  static ConsumerCopy start(
      ConsumerProgram program, Path examples, PostgresServer server, String natsUrl, Path folder) {
    server.execute("create database " + program.id());
    var database = new ArticlesDatabase(server, program.id());
    database.create(read(examples.resolve("copy.sql")));
    var copy =
        new ConsumerCopy(
            program,
            program.command(examples),
            program.environment(server, natsUrl),
            database,
            folder.resolve(program.id() + ".log"));
    copy.start();
    return copy;
  }

  void start() {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      process = builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it at once, wherever it is. */
  void kill9() {
    Process now = process;
    if (now != null) {
      now.destroyForcibly().onExit().join();
      process = null;
    }
  }

  String id() {
    return program.id();
  }

  ArticlesDatabase database() {
    return database;
  }

  /** What it has printed in all its lives; fails when it has ended by itself. */
  String log() {
    Process now = process;
    String text = read(log);
    if (now != null && !now.isAlive()) {
      throw new IllegalStateException(program + " ended:\n" + text);
    }
    return text;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill9();
  }
}
