package io.pgwalstreams.worker.convert;

import java.util.List;

/**
 * One value of a configuration.
 *
 * @param key names from the top, joined by dots
 * @param values one, or the items of a list
 * @param line where it stands, from 1
 */
record Setting(String key, List<String> values, int line) {
  Setting {
    values = List.copyOf(values);
  }

  /** The value as one text. */
  String text() {
    return String.join(",", values).strip();
  }
}
