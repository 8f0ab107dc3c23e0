package io.pgwalstreams.worker.convert;

import java.util.List;

/** What a file became. */
record Conversion(Draft draft, List<Note> notes) {
  Conversion {
    notes = List.copyOf(notes);
  }
}
