package io.pgwalstreams.plugin.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A live view: what a terminal is sent so that the newest lines stand where the last ones did.
 * Pure.
 */
public final class Frame {
  private static final String HOME = "\u001b[H";
  private static final String END_OF_LINE = "\u001b[K";
  private static final String END_OF_SCREEN = "\u001b[J";

  /** The screen, emptied. */
  public static final String CLEAR = "\u001b[2J" + HOME;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private Frame() {}

  /** What stands above the table. */
  public static String title(String whose, Instant at, ZoneId zone, Duration every) {
    return whose
        + "   "
        + CLOCK.format(at.atZone(zone))
        + ", every "
        + every.toSeconds()
        + "s, Ctrl-C ends";
  }

  /** Nothing flickers: each line is written over, and only its rest erased. */
  public static String of(String title, List<String> lines) {
    var all = new ArrayList<String>(List.of(title, ""));
    all.addAll(lines);
    var out = new StringBuilder(HOME);
    all.forEach(line -> out.append(line).append(END_OF_LINE).append("\n"));
    return out.append(END_OF_SCREEN).toString();
  }
}
