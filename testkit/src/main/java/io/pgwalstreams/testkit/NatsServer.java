package io.pgwalstreams.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A nats-server with JetStream on a port of loopback that stays the same over restarts, as does its
 * store. Not thread-safe.
 */
public final class NatsServer implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final Path store;
  private final int port;
  private final Path config;
  private @Nullable Process process;
  private final Thread hook = new Thread(this::end);

  private NatsServer(Path folder, String extra) throws IOException {
    this.folder = folder;
    this.store = folder.resolve("store");
    this.port = FreePort.next();
    this.config = folder.resolve("nats.conf");
    configure(extra);
  }

  /** Starts a server with nothing but JetStream. */
  public static NatsServer start() {
    return start("");
  }

  /**
   * Starts a server; {@code extra} is appended to its configuration. Returns when JetStream takes
   * requests.
   */
  public static NatsServer start(String extra) {
    return startIn(Path.of(System.getProperty("java.io.tmpdir")), extra);
  }

  /**
   * As {@link #start(String)}, with its store and its log below a folder, a disk of its own say.
   */
  public static NatsServer startIn(Path parent, String extra) {
    try {
      var server = new NatsServer(Files.createTempDirectory(parent, "pgws-nats"), extra);
      Runtime.getRuntime().addShutdownHook(server.hook);
      server.startAgain();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces what was appended to the configuration; takes effect with the next start. */
  public void configure(String extra) throws IOException {
    Files.writeString(
        config,
        "listen: \"127.0.0.1:"
            + port
            + "\"\nserver_name: pgws"
            + port
            + "\njetstream {\n  store_dir: \""
            + store
            + "\"\n}\n"
            + extra
            + "\n");
  }

  /** Starts it on the store that it has. */
  public void startAgain() {
    if (process != null) {
      throw new IllegalStateException("the server runs");
    }
    var command = new ArrayList<>(List.of(NatsBinary.path().toString(), "-c", config.toString()));
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitReady();
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!answers()) {
      Process running = process;
      if (running == null || !running.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("nats-server did not start:\n" + log());
      }
      LockSupport.parkNanos(5_000_000);
    }
  }

  private boolean answers() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      socket.setSoTimeout(1000);
      byte[] info = new byte[5];
      return socket.getInputStream().readNBytes(info, 0, 5) == 5
          && new String(info, StandardCharsets.US_ASCII).equals("INFO ");
    } catch (IOException e) {
      return false;
    }
  }

  /** Ends it in order. */
  public void stop() {
    Process running = process;
    if (running != null) {
      running.destroy();
      running.onExit().join();
      process = null;
    }
  }

  /** Ends it at once. */
  public void kill9() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().join();
      process = null;
    }
  }

  public boolean isRunning() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** The process id; IllegalStateException when it does not run. */
  public long pid() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("the server does not run");
    }
    return running.pid();
  }

  /** Copies the store; only while the server is stopped. */
  public Path copyStore() {
    Path copy = folder.resolve("copy-" + System.nanoTime());
    Commands.copy(store, copy);
    return copy;
  }

  /** Puts a copy in place of the store; only while the server is stopped. */
  public void putBack(Path copy) {
    Commands.remove(store);
    Commands.copy(copy, store);
  }

  public String url() {
    return "nats://127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  public Path logFile() {
    return folder.resolve("nats.log");
  }

  private String log() {
    try {
      return Files.readString(logFile());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void end() {
    kill9();
    Commands.remove(folder);
  }

  /** Ends the server and removes its store. */
  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
