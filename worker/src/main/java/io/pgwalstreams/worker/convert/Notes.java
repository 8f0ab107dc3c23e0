package io.pgwalstreams.worker.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes in the order of the file; those of a mapping come first. Not thread-safe. */
final class Notes {
  private final Settings settings;
  private final List<Note> notes = new ArrayList<>();

  Notes(Settings settings) {
    this.settings = settings;
  }

  /** A person must look at this key. */
  void decide(String key, String text) {
    notes.add(new Note(Note.Kind.DECIDE, key, settings.line(key), text));
  }

  /** A value of a few, or empty and a note. */
  Optional<String> oneOf(String key, List<String> known, String otherwise) {
    Optional<String> value = settings.text(key).map(v -> v.toLowerCase(java.util.Locale.ROOT));
    if (value.isPresent() && !known.contains(value.get())) {
      decide(key, "its value is not one of " + String.join(", ", known) + ": " + otherwise);
      return Optional.empty();
    }
    return value;
  }

  /** All of them, with those that the rules have for what stands in the file. */
  List<Note> with(List<KeyRule> rules) {
    var all = new ArrayList<>(notes);
    for (Setting setting : settings.all()) {
      Optional<KeyRule> rule = KeyRule.of(setting.key(), rules);
      if (rule.isEmpty()) {
        all.add(note(Note.Kind.UNKNOWN, setting, ""));
      } else if (!setting.text().isEmpty()) {
        switch (rule.get().fate()) {
          case TAKEN -> {}
          case NEEDLESS -> all.add(note(Note.Kind.NEEDLESS, setting, rule.get().text()));
          case OPEN -> all.add(note(Note.Kind.DECIDE, setting, rule.get().text()));
        }
      }
    }
    return all;
  }

  private static Note note(Note.Kind kind, Setting setting, String text) {
    return new Note(kind, setting.key(), setting.line(), text);
  }
}
