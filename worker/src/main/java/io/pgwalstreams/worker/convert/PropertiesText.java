package io.pgwalstreams.worker.convert;

import io.pgwalstreams.api.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Java's properties with their lines, which {@link Properties} does not tell. */
final class PropertiesText {
  private PropertiesText() {}

  static Settings parse(String file, String text) {
    List<String> lines = text.lines().toList();
    var settings = new ArrayList<Setting>();
    for (int at = 0; at < lines.size(); at++) {
      int first = at;
      var logical = new StringBuilder(lines.get(at));
      // A comment is not continued, whatever it ends in.
      while (!isComment(lines.get(first)) && isContinued(lines.get(at)) && at + 1 < lines.size()) {
        logical.append('\n').append(lines.get(++at));
      }
      add(settings, file, logical.toString(), first + 1);
    }
    return new Settings(settings);
  }

  private static boolean isComment(String line) {
    String begin = line.stripLeading();
    return begin.startsWith("#") || begin.startsWith("!");
  }

  private static boolean isContinued(String line) {
    int backslashes = 0;
    while (line.length() > backslashes && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private static void add(List<Setting> settings, String file, String logical, int line) {
    var properties = new Properties();
    try {
      properties.load(new StringReader(logical));
    } catch (IOException | IllegalArgumentException e) {
      throw Reason.InvalidSpec.because(
              file + ", line " + line + ": " + e.getMessage(), "write \\uXXXX with four digits")
          .asException();
    }
    properties.forEach(
        (key, value) -> settings.add(new Setting(key.toString(), List.of(value.toString()), line)));
  }
}
