package io.pgwalstreams.worker.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments by which the operator runs a worker, read without picocli: getting to know the
 * program's commands takes it a quarter of the time to the first event. Only {@code run} with
 * {@code --served} and one file; whatever else there is, wrong things included, is picocli's, which
 * takes these arguments for the same.
 */
final class ServedArguments {
  private @Nullable Path file;
  private @Nullable Path secrets;
  private boolean served;
  private boolean setsUp = true;
  private String listen = RunOptions.LISTEN;
  private Duration shutdownTimeout =
      RunOptions.shutdownTimeout(Integer.parseInt(RunOptions.SHUTDOWN_SECONDS));
  private Logging.Format format = Logging.Format.AUTO;
  private @Nullable Path terminationLog;

  private ServedArguments() {}

  /** Empty when they are not of that form. */
  static Optional<RunOptions> read(List<String> arguments) {
    if (arguments.isEmpty() || !arguments.getFirst().equals("run") || isAnyTwice(arguments)) {
      return Optional.empty();
    }
    var read = new ServedArguments();
    try {
      for (var rest = arguments.listIterator(1); rest.hasNext(); ) {
        read.take(rest.next(), rest);
      }
      return read.options();
    } catch (IllegalArgumentException | NoSuchElementException e) {
      return Optional.empty(); // picocli says what is wrong
    }
  }

  /** An option that is given twice is wrong usage. */
  private static boolean isAnyTwice(List<String> arguments) {
    return Set.copyOf(arguments).size() < arguments.size();
  }

  private void take(String argument, Iterator<String> rest) {
    switch (argument) {
      case "--served" -> served = true;
      case "--no-setup" -> setsUp = false;
      case "--secrets" -> secrets = Path.of(plain(rest.next()));
      case "--listen" -> listen = plain(rest.next());
      case "--log-format" ->
          format = Logging.Format.valueOf(plain(rest.next()).toUpperCase(Locale.ROOT));
      case "--shutdown-timeout" ->
          shutdownTimeout = RunOptions.shutdownTimeout(Integer.parseInt(plain(rest.next())));
      case "--termination-log" -> terminationLog = Path.of(plain(rest.next()));
      default -> {
        if (file != null) {
          throw new IllegalArgumentException("a second file");
        }
        file = Path.of(plain(argument));
      }
    }
  }

  /** Neither an option nor, with an at sign, a file of arguments. */
  private static String plain(String text) {
    if (text.isEmpty() || text.startsWith("-") || text.startsWith("@")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private Optional<RunOptions> options() {
    Path document = file;
    if (!served || document == null) {
      return Optional.empty();
    }
    return Optional.of(
        new RunOptions(
            new RunOptions.Input(List.of(document), secrets, Set.of(), true),
            RunOptions.listen(listen),
            shutdownTimeout,
            setsUp,
            new RunOptions.Reporting(format, terminationLog)));
  }
}
