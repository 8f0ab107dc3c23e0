package io.pgwalstreams.worker.convert;

import java.util.List;
import java.util.Optional;

/** A configuration, in the order of its file. Keys are compared without regard to case. */
record Settings(List<Setting> all) {
  Settings {
    all = List.copyOf(all);
  }

  /** What has this key and is not empty; of several the last one, as the programs have it. */
  Optional<Setting> find(String key) {
    return all.stream()
        .filter(s -> s.key().equalsIgnoreCase(key) && !s.text().isEmpty())
        .reduce((first, second) -> second);
  }

  /** The value of a key. */
  Optional<String> text(String key) {
    return find(key).map(Setting::text);
  }

  /** The line of a key; 0 when it is absent. */
  int line(String key) {
    return find(key).map(Setting::line).orElse(0);
  }

  /** Everything below a key, which ends in a dot. */
  List<Setting> below(String prefix) {
    return all.stream()
        .filter(s -> s.key().regionMatches(true, 0, prefix, 0, prefix.length()))
        .toList();
  }
}
