package io.pgwalstreams.testkit.monitoring;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names in an expression of PromQL, as far as our own expressions go. Whether it is one at all
 * is for promtool to say. Pure.
 *
 * @param selectors the metrics that it asks for
 * @param grouping the labels that it keeps or joins by
 */
public record PromQl(List<Selector> selectors, Set<String> grouping) {
  /** A metric, and the labels by which it is chosen. */
  public record Selector(String metric, Set<String> labels) {}

  /** Strings, ranges, names, and single characters; what else there is has no say. */
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|[$a-zA-Z_:][\\w:]*|[{}()=,]");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][\\w:]*");
  private static final Set<String> AGGREGATIONS =
      Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk");
  private static final Set<String> GROUPINGS =
      Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
  private static final Set<String> NUMBERS = Set.of("Inf", "NaN", "inf", "nan");

  /** Reads an expression. */
  public static PromQl of(String expression) {
    return new Reader(expression).read();
  }

  private static final class Reader {
    private final List<String> tokens;
    private final List<Selector> selectors = new ArrayList<>();
    private final Set<String> grouping = new TreeSet<>();
    private int at;

    Reader(String expression) {
      // A number may have a letter, as 1e9 has: it is no name.
      String text = expression.replaceAll("\\b[0-9][0-9a-zA-Z.]*", " ");
      tokens = TOKEN.matcher(text).results().map(MatchResult::group).toList();
    }

    PromQl read() {
      while (at < tokens.size()) {
        String token = tokens.get(at++);
        if (token.equals("{")) {
          matchers(List.of());
        } else if (NAME.matcher(token).matches()) {
          name(token);
        }
      }
      return new PromQl(selectors, grouping);
    }

    private boolean next(String token) {
      return at < tokens.size() && tokens.get(at).equals(token);
    }

    private void name(String name) {
      if (GROUPINGS.contains(name)) {
        if (next("(")) {
          group();
        }
      } else if (next("{")) {
        at++;
        matchers(List.of(name));
      } else if (!next("(") && !isWord(name)) {
        selectors.add(new Selector(name, Set.of()));
      }
    }

    private static boolean isWord(String name) {
      return Stream.of(AGGREGATIONS, OPERATORS, NUMBERS).anyMatch(words -> words.contains(name));
    }

    private void group() {
      for (at++; !next(")"); at++) {
        if (!next(",")) {
          grouping.add(tokens.get(at));
        }
      }
    }

    /** Up to the closing brace; {@code __name__} may name several metrics. */
    private void matchers(List<String> named) {
      var labels = new TreeSet<String>();
      List<String> metrics = named;
      for (; !next("}"); at++) {
        String token = tokens.get(at);
        if (token.equals("__name__")) {
          metrics = values(at);
        } else if (NAME.matcher(token).matches()) {
          labels.add(token);
        }
      }
      at++;
      metrics.forEach(metric -> selectors.add(new Selector(metric, labels)));
    }

    private List<String> values(int from) {
      String value =
          tokens.subList(from, tokens.size()).stream()
              .filter(t -> t.startsWith("\""))
              .findFirst()
              .orElseThrow();
      return List.of(value.substring(1, value.length() - 1).split("\\|", -1));
    }
  }
}
