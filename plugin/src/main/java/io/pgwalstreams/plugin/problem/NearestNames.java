package io.pgwalstreams.plugin.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Which of the names that there are may have been meant. Pure. */
public final class NearestNames {
  private static final int MOST = 3;

  private record Candidate(String name, int distance) {}

  private NearestNames() {}

  /** The nearest ones, nearest first; none that is nothing like it. */
  public static List<String> to(String given, Collection<String> names) {
    return names.stream()
        .map(name -> new Candidate(name, distance(given, name)))
        .filter(c -> c.distance <= Math.max(2, given.length() / 2) || c.name.contains(given))
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(MOST)
        .map(Candidate::name)
        .toList();
  }

  /** {@code did you mean a, b or c?}, or else what there is. */
  public static String hint(String given, Collection<String> names, String otherwise) {
    List<String> nearest = to(given, names);
    return nearest.isEmpty() ? otherwise : "did you mean " + String.join(" or ", nearest) + "?";
  }

  /** How many letters must be added, removed or replaced. */
  static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[other.length() + 1];
      now[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        now[j] = Math.min(Math.min(now[j - 1], before[j]) + 1, before[j - 1] + same);
      }
      before = now;
    }
    return before[other.length()];
  }
}
