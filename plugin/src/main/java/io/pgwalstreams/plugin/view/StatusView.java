package io.pgwalstreams.plugin.view;

import io.pgwalstreams.api.Failure;
import java.util.ArrayList;
import java.util.List;

/** {@code status}: a table, and below it what is wrong. Pure. */
public final class StatusView {
  private static final String FROM_WORKER = "worker";
  private static final String FROM_STATUS = "status";

  private StatusView() {}

  /**
   * The lines.
   *
   * @param before an earlier look, for what is counted by the second
   * @param namespaces whether there is a column for the namespace
   */
  public static List<String> lines(Look before, Look now, boolean namespaces) {
    var rows = new ArrayList<List<String>>();
    rows.add(
        Table.row(
            namespaces,
            "NAMESPACE",
            List.of(
                "NAME", "READY", "REASON", "EVENTS/S", "IN FLIGHT", "LAG", "RETAINED", "FROM")));
    now.seen()
        .forEach(
            seen ->
                rows.add(
                    Table.row(
                        namespaces, seen.facts().key().namespace(), cells(before, now, seen))));
    var lines = new ArrayList<>(Table.lines(rows));
    now.seen().forEach(seen -> lines.addAll(wrong(seen, namespaces)));
    return lines;
  }

  private static List<String> cells(Look before, Look now, Seen seen) {
    Facts facts = seen.facts();
    String name = facts.key().name();
    return seen.live()
        .map(
            live ->
                List.of(
                    name,
                    facts.ready(),
                    facts.reason(),
                    Numbers.rate(now.eventsPerSecond(before, facts.key())),
                    Numbers.count(live.inFlight()),
                    Numbers.bytes(live.lag()),
                    Numbers.bytes(live.retained()),
                    FROM_WORKER))
        .orElseGet(
            () ->
                List.of(
                    name,
                    facts.ready(),
                    facts.reason(),
                    Numbers.UNKNOWN,
                    Numbers.UNKNOWN,
                    facts.lag().orElse(Numbers.UNKNOWN),
                    facts.retained().orElse(Numbers.UNKNOWN),
                    FROM_STATUS));
  }

  private static List<String> wrong(Seen seen, boolean namespaces) {
    Facts facts = seen.facts();
    var lines = new ArrayList<String>();
    facts.message().ifPresent(m -> lines.add(facts.reason() + ": " + m));
    seen.live()
        .flatMap(Live::why)
        .filter(why -> facts.message().filter(m -> m.startsWith(why.sentence())).isEmpty())
        .map(StatusView::worker)
        .ifPresent(lines::add);
    facts.halt().ifPresent(id -> lines.add(accept(facts.key(), id)));
    seen.silence().ifPresent(why -> lines.add("numbers are the status's: " + why));
    if (lines.isEmpty()) {
      return List.of();
    }
    var block = new ArrayList<String>();
    block.add("");
    block.add((namespaces ? facts.key().toString() : facts.key().name()) + ":");
    lines.forEach(line -> block.add("  " + line));
    return block;
  }

  private static String worker(Failure why) {
    return "the worker says " + why.reason() + ": " + why.sentence();
  }

  private static String accept(Key key, String halt) {
    return "to accept this gap, if nothing can be brought back: kubectl annotate walstream "
        + key.name()
        + " -n "
        + key.namespace()
        + " --overwrite pgwalstreams.io/accept="
        + halt;
  }
}
