package io.pgwalstreams.plugin.view;

import io.pgwalstreams.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code explain}: what a reason means, from the list that the documentation is made of. Pure. */
public final class ReasonText {
  private ReasonText() {}

  /** Of one reason. */
  public static List<String> of(Reason reason) {
    var lines = new ArrayList<>(meaning(reason));
    lines.add(
        "  What was found, and the remedy with its names, stands in the condition's message: kubectl"
            + " walstream status NAME");
    return lines;
  }

  static List<String> meaning(Reason reason) {
    var lines = new ArrayList<String>();
    lines.add(reason + " (" + area(reason) + ")");
    lines.add("  " + reason.meaning());
    lines.add("  " + ends(reason));
    if (reason.recovery() == Reason.Recovery.PERSON) {
      lines.add(
          "  Kubernetes starts it again, every five minutes at last, so that what was mended heals;"
              + " until then a slot that is there keeps WAL.");
    }
    return lines;
  }

  /** Of all of them, a line each. */
  public static List<String> all() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("REASON", "AREA", "ENDED BY", "MEANING"));
    for (Reason reason : Reason.values()) {
      rows.add(List.of(reason.name(), area(reason), word(reason), reason.meaning()));
    }
    return Table.lines(rows);
  }

  private static String area(Reason reason) {
    return reason.area().name().toLowerCase(Locale.ROOT);
  }

  private static String word(Reason reason) {
    return switch (reason.recovery()) {
      case WAITS -> "itself";
      case PERSON -> "a person";
      case WARNS -> "nothing to end";
    };
  }

  private static String ends(Reason reason) {
    return switch (reason.recovery()) {
      case WAITS ->
          "It heals by itself or when the other side is back: the worker waits, tries again and"
              + " reports.";
      case PERSON ->
          "A person must act: going on would lose or repeat events, or cannot succeed. The worker"
              + " ends with status "
              + reason.area().exitStatus()
              + ".";
      case WARNS -> "Nothing stands still: it is reported only.";
    };
  }
}
