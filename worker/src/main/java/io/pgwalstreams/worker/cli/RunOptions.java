package io.pgwalstreams.worker.cli;

import io.pgwalstreams.worker.config.ConfigLoader;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run is told by its arguments.
 *
 * @param input what it reads
 * @param listen where its endpoints answer; empty: nowhere
 * @param shutdownTimeout how long a stop may wait for what is in flight
 * @param setsUp publication and slot are its own to create
 * @param reporting how it tells what happens
 */
record RunOptions(
    Input input,
    Optional<InetSocketAddress> listen,
    Duration shutdownTimeout,
    boolean setsUp,
    Reporting reporting) {
  static final String LISTEN = "127.0.0.1:8080";
  static final String SHUTDOWN_SECONDS = "20";

  /**
   * @param files documents
   * @param secrets a folder of secrets as files
   * @param accepted ids of halts
   * @param served the API server has asked the CRD's rules already
   */
  record Input(List<Path> files, @Nullable Path secrets, Set<String> accepted, boolean served) {

    /** What reads it, with secrets from the environment where a document says so. */
    ConfigLoader loader() {
      return new ConfigLoader(files, secrets, System::getenv, accepted, served);
    }
  }

  /** {@code terminationLog}: null for the usual one. */
  record Reporting(Logging.Format format, @Nullable Path terminationLog) {}

  /** Throws IllegalArgumentException, with a sentence, on anything but {@code HOST:PORT}, off. */
  static Optional<InetSocketAddress> listen(String text) {
    if (text.equals("off")) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      return Optional.of(new InetSocketAddress(text.substring(0, Math.max(colon, 0)), port));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--listen is HOST:PORT or 'off', not '" + text + "'", e);
    }
  }

  /** Throws IllegalArgumentException, with a sentence, on a negative number. */
  static Duration shutdownTimeout(int seconds) {
    if (seconds < 0) {
      throw new IllegalArgumentException(
          "--shutdown-timeout is a number of seconds, not " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }
}
