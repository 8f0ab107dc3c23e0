package io.pgwalstreams.worker.encode;

import io.pgwalstreams.api.Digests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Identifies how changes become events: two workers with the same mapping id make the same events
 * of the same changes. 16 hexadecimal digits of a SHA-256 over everything that has a say.
 */
public final class MappingId {
  private MappingId() {}

  /**
   * What decides how a change is mapped, beside {@link EventEncoder#VERSION}. The order in lists
   * and maps does not matter.
   *
   * @param tables {@code filter.tables}
   * @param excludeColumns {@code filter.excludeColumns}
   * @param messagePrefixes {@code messages.prefixes}
   * @param subjectPrefix {@code nats.subjectPrefix}
   * @param oversized the policy for events above the server's limit and, where it changes them, the
   *     limit
   * @param publications what START_REPLICATION asks for
   * @param startOptions the other options of START_REPLICATION
   */
  public record Inputs(
      Map<String, List<String>> tables,
      List<String> excludeColumns,
      List<String> messagePrefixes,
      String subjectPrefix,
      String oversized,
      List<String> publications,
      Map<String, String> startOptions) {}

  /** The id of a mapping. */
  public static String of(Inputs in) {
    var text = new StringBuilder();
    field(text, "encoding", List.of(Integer.toString(EventEncoder.VERSION)));
    new TreeMap<>(in.tables)
        .forEach(
            (table, operations) -> {
              field(text, "table", List.of(table));
              field(text, "operations", operations);
            });
    field(text, "excludeColumns", in.excludeColumns);
    field(text, "messagePrefixes", in.messagePrefixes);
    field(text, "subjectPrefix", List.of(in.subjectPrefix));
    field(text, "oversized", List.of(in.oversized));
    field(text, "publications", in.publications);
    new TreeMap<>(in.startOptions)
        .forEach(
            (name, value) -> {
              field(text, "option", List.of(name));
              field(text, "value", List.of(value));
            });
    return Digests.sha256Hex(text.toString().getBytes(StandardCharsets.UTF_8), 16);
  }

  /** With lengths before them, no values can be taken for others. */
  private static void field(StringBuilder text, String name, List<String> values) {
    text.append(name).append(' ').append(values.size()).append('\n');
    values.stream()
        .sorted()
        .forEach(value -> text.append(value.length()).append(' ').append(value).append('\n'));
  }
}
