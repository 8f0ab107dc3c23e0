package io.pgwalstreams.worker.jetstream;

import java.util.ArrayList;
import java.util.List;

/**
 * What jnats told of in passing: the exception that it throws says no more than that no server
 * could be reached. Thread-safe.
 */
public final class Trouble {
  private static final int MOST = 16;

  private final List<Throwable> exceptions = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  /**
   * Everything known of a failed connect.
   *
   * @param exceptions in the order of their coming
   * @param errors the server's own words ({@code -ERR})
   */
  public record Known(List<Throwable> exceptions, List<String> errors) {}

  /** Something was thrown. */
  public synchronized void exception(Throwable e) {
    if (exceptions.size() < MOST) {
      exceptions.add(e);
    }
  }

  /** The server said so. */
  public synchronized void error(String words) {
    if (errors.size() < MOST) {
      errors.add(words);
    }
  }

  /** Everything, with what was thrown at the end. */
  public synchronized Known of(Throwable thrown) {
    exceptions.add(thrown);
    return new Known(List.copyOf(exceptions), List.copyOf(errors));
  }

  /** The newest words about it. */
  synchronized String words() {
    if (!errors.isEmpty()) {
      return errors.getLast();
    }
    if (exceptions.isEmpty()) {
      return "the server closed it";
    }
    var last = exceptions.getLast();
    return last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
  }
}
