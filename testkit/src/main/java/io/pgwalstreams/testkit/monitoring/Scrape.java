package io.pgwalstreams.testkit.monitoring;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a program answers at /metrics: names of series and their labels. Pure.
 *
 * @param labels by the names of the series
 */
public record Scrape(Map<String, Set<String>> labels) {
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"(?:[^\"\\\\]|\\\\.)*\"");

  /** What Prometheus adds itself, by the pod that it asks. */
  private static final Set<String> OF_TARGETS =
      Set.of("job", "instance", "namespace", "pod", "container", "endpoint");

  /** Reads Prometheus' text format. */
  public static Scrape of(String text) {
    var found = new TreeMap<String, Set<String>>();
    text.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .forEach(
            line -> {
              String name = line.split("[{ ]", 2)[0];
              Set<String> labels = found.computeIfAbsent(name, n -> new TreeSet<>());
              LABEL.matcher(line).results().forEach(r -> labels.add(r.group(1)));
            });
    return new Scrape(found);
  }

  /**
   * What is wrong with the expressions about metrics of this program: names and labels that it does
   * not have.
   *
   * @param ours which selectors mean this program
   */
  public List<String> faults(List<Expression> expressions, Predicate<PromQl.Selector> ours) {
    var faults = new ArrayList<String>();
    for (Expression expression : expressions) {
      PromQl read = PromQl.of(expression.text());
      List<PromQl.Selector> own = read.selectors().stream().filter(ours).toList();
      own.forEach(selector -> faults.addAll(faults(expression.where(), selector)));
      if (own.size() == read.selectors().size()) {
        Set<String> used = new HashSet<>(read.grouping());
        used.addAll(expression.labels());
        used.removeAll(known(own));
        used.forEach(label -> faults.add(expression.where() + ": no label " + label));
      }
    }
    return faults;
  }

  private List<String> faults(String where, PromQl.Selector selector) {
    Set<String> has = labels.get(selector.metric());
    if (has == null) {
      return List.of(where + ": no metric " + selector.metric());
    }
    return selector.labels().stream()
        .filter(label -> !has.contains(label) && !OF_TARGETS.contains(label))
        .map(label -> where + ": no label " + label + " of " + selector.metric())
        .toList();
  }

  private Set<String> known(List<PromQl.Selector> selectors) {
    Set<String> known =
        selectors.stream()
            .flatMap(s -> labels.getOrDefault(s.metric(), Set.of()).stream())
            .collect(Collectors.toCollection(HashSet::new));
    known.addAll(OF_TARGETS);
    return known;
  }
}
