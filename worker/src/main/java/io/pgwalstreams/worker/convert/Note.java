package io.pgwalstreams.worker.convert;

/**
 * What a reader of the new document must know of the old file. Never a value: it may be a password.
 *
 * @param line 0: the key is not in the file
 */
record Note(Kind kind, String key, int line, String text) {

  /** What it asks of the reader. */
  enum Kind {
    DECIDE("To decide"),
    NEEDLESS("Not needed here"),
    UNKNOWN("Not known to the other program, as far as is known here, and left out");

    private final String heading;

    Kind(String heading) {
      this.heading = heading;
    }

    String heading() {
      return heading;
    }
  }

  /** The key, and where it stands. */
  String place() {
    return line == 0 ? key : key + " (line " + line + ")";
  }
}
