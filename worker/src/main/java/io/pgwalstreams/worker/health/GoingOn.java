package io.pgwalstreams.worker.health;

import java.time.Duration;

/** What the log says when a wait is over: how long it was, and where from it goes on. Pure. */
final class GoingOn {
  private GoingOn() {}

  /** A sentence; {@code before} is the status of the wait. */
  static String sentence(Status before, Duration waited) {
    return "going on after " + length(waited) + ", " + from(before);
  }

  private static String from(Status s) {
    String slot = "slot '" + s.target().slot() + "'";
    String stream = "stream '" + s.target().stream() + "'";
    Status.Progress done = s.progress();
    if (done != null && !done.position().isEmpty()) {
      return "from %s behind LSN %s to %s behind sequence %d"
          .formatted(slot, done.position(), stream, done.sequence());
    }
    Status.Resume begun = s.resume();
    if (begun != null) {
      return "from %s at LSN %s to %s behind sequence %d"
          .formatted(slot, begun.start().from(), stream, begun.start().lastSequence());
    }
    return "with the start from %s to %s".formatted(slot, stream);
  }

  private static String length(Duration waited) {
    return waited.toSeconds() < 1 ? waited.toMillis() + " ms" : waited.toSeconds() + " s";
  }
}
