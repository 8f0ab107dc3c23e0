package io.pgwalstreams.worker.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.resume.TailScan;
import io.pgwalstreams.worker.runtime.EventMapping;
import io.pgwalstreams.worker.simulation.SimTransaction.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the stream has to hold: each committed change that was wanted, once, in the order of the
 * commits, behind the last gap that was accepted. Where others write to it as well: each at least
 * once, in whatever order.
 */
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Scenario scenario;
  private final SimPostgres postgres;
  private final SimJetStream stream;
  private final PipelineSettings first;
  private final Map<String, PipelineSettings> byMapping = new HashMap<>();

  /** A change as its event tells of it; the number of a TRUNCATE is 0. */
  private record Told(Position position, String table, long number) {}

  /** An event, and the settings under which it was published. */
  private record Stored(Told told, PipelineSettings under, long sequence) {}

  Oracle(
      Scenario scenario,
      SimPostgres postgres,
      SimJetStream stream,
      List<PipelineSettings> settings) {
    this.scenario = scenario;
    this.postgres = postgres;
    this.stream = stream;
    this.first = settings.getFirst();
    settings.forEach(s -> byMapping.put(new EventMapping(s, postgres.system, 1 << 20).id(), s));
  }

  /**
   * True when the last change that anybody may want is stored; on a shared stream, where order is
   * not promised, all of them.
   */
  boolean isComplete() {
    Told wanted = lastCommitted();
    List<StoredMessage> read = read();
    int gapAt = lastGap(read);
    boolean inGap =
        wanted != null && gapAt >= 0 && !wanted.position().lsn().isAfter(endOf(read.get(gapAt)));
    boolean lastStored =
        wanted == null
            || inGap
            || read.subList(gapAt + 1, read.size()).reversed().stream()
                .filter(Oracle::isEvent)
                .findFirst()
                .map(m -> told(m).equals(wanted))
                .orElse(false);
    return lastStored && (!scenario.shared() || missing().isEmpty());
  }

  /** Where the last gap's event is; -1: there is none. */
  private static int lastGap(List<StoredMessage> read) {
    int gapAt = -1;
    for (int i = 0; i < read.size(); i++) {
      gapAt = isGap(read.get(i)) ? i : gapAt;
    }
    return gapAt;
  }

  private static Lsn endOf(StoredMessage gap) {
    return Lsn.parse(body(gap).path("to").asText());
  }

  /** Two histories of one scenario have the same. */
  long digest() {
    long digest = 0;
    for (StoredMessage m : stream.log) {
      digest = 31 * digest + m.sequence() + m.headers().hashCode();
    }
    return digest;
  }

  /**
   * The stream as its readers are told to read it: a message of a lower epoch than one before it is
   * void. A gap's event begins anew.
   */
  private List<StoredMessage> read() {
    var read = new ArrayList<StoredMessage>();
    long highest = 0;
    for (StoredMessage m : stream.log) {
      long epoch = epoch(m, highest);
      if (epoch >= highest || isGap(m)) {
        highest = epoch;
        read.add(m);
      }
    }
    return read;
  }

  private static long epoch(StoredMessage m, long otherwise) {
    String chain = m.header(EventHeader.CHAIN);
    if (chain == null) {
      return otherwise;
    }
    int from = chain.indexOf(' ', chain.indexOf(' ') + 1) + 1;
    return Long.parseLong(chain, from, chain.indexOf(' ', from), 10);
  }

  private static boolean isEvent(StoredMessage m) {
    return m.header(EventHeader.POSITION) != null && !isGap(m);
  }

  private static boolean isGap(StoredMessage m) {
    return m.header(TailScan.GAP_HEADER) != null;
  }

  private @Nullable Told lastCommitted() {
    for (SimTransaction t : postgres.wal.reversed()) {
      List<Told> told = told(t);
      if (!told.isEmpty()) {
        return told.getLast();
      }
    }
    return null;
  }

  /** Every change that some settings want, in order. */
  private List<Told> committed() {
    return postgres.wal.stream().flatMap(t -> told(t).stream()).toList();
  }

  private List<Told> told(SimTransaction t) {
    if (t.commitLsn() <= postgres.owedFrom()) {
      return List.of();
    }
    var all = new ArrayList<Told>();
    long ordinal = t.outside() ? 0 : 1;
    for (Change c : t.changes()) {
      switch (c) {
        case Change.Row row ->
            all.add(told(t, ordinal++, SimReplication.TABLES.get(row.table()), row.number()));
        case Change.Truncate truncate -> {
          for (int table : truncate.tables()) {
            all.add(told(t, ordinal++, SimReplication.TABLES.get(table), 0));
          }
        }
        case Change.Message m -> {
          if (m.prefix().equals("wanted")) {
            all.add(told(t, ordinal, "", m.number()));
          }
          ordinal++;
        }
      }
    }
    return all;
  }

  private static Told told(SimTransaction t, long ordinal, String table, long number) {
    return new Told(new Position(new Lsn(t.commitLsn()), ordinal), table, number);
  }

  private static Told told(StoredMessage message) {
    JsonNode body = body(message);
    String position = String.valueOf(message.header(EventHeader.POSITION));
    Position at = Position.parse(position.substring(position.indexOf('/') + 1));
    return body.has("prefix")
        ? new Told(at, "", Long.parseLong(body.path("content").asText()))
        : new Told(at, body.path("table").asText(), body.path("data").path("number").asLong());
  }

  private static JsonNode body(StoredMessage message) {
    try {
      return JSON.readTree(message.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stored stored(StoredMessage m) {
    String mapping = String.valueOf(m.header(EventHeader.CHAIN)).split(" ", -1)[1];
    PipelineSettings under = byMapping.get(mapping);
    if (under == null) {
      throw violation("sequence " + m.sequence() + " was published under nobody's filter");
    }
    return new Stored(told(m), under, m.sequence());
  }

  private static boolean wants(PipelineSettings settings, Told change) {
    return change.table().isEmpty()
        || settings.tables().isEmpty()
        || settings.tables().containsKey(change.table());
  }

  private AssertionError violation(String what) {
    return new AssertionError(scenario + ": " + what);
  }

  /** AssertionError when it holds anything else. */
  void check() {
    if (scenario.shared()) {
      requireAll();
      return;
    }
    List<StoredMessage> read = read();
    int gapAt = lastGap(read);
    List<Stored> events =
        read.subList(gapAt + 1, read.size()).stream()
            .filter(Oracle::isEvent)
            .map(this::stored)
            .toList();
    Lsn gapEnd = gapAt < 0 ? null : endOf(read.get(gapAt));
    follow(events, gapEnd != null);
    if (gapEnd != null) {
      requireToldOf(gapEnd);
    }
  }

  /** {@code behindGap}: what was committed before the first event needs not be there. */
  private void follow(List<Stored> events, boolean behindGap) {
    List<Told> committed = committed();
    Map<Told, Integer> places = new HashMap<>();
    for (int i = 0; i < committed.size(); i++) {
      places.put(committed.get(i), i);
    }
    int at = -1;
    PipelineSettings before = null;
    for (Stored event : events) {
      Integer place = places.get(event.told());
      if (place == null) {
        throw violation(event.told() + " at sequence " + event.sequence() + " was never committed");
      }
      if (place <= at) {
        throw violation(event.told() + " at sequence " + event.sequence() + " comes again");
      }
      boolean first = before == null && behindGap;
      for (int i = at + 1; i < place && !first; i++) {
        requireUnwanted(committed.get(i), before, event);
      }
      at = place;
      before = event.under();
    }
    boolean onlyAGap = before == null && behindGap; // what came before it may have been all
    for (int i = at + 1; i < committed.size() && !onlyAGap; i++) {
      requireUnwantedAtTheEnd(committed.get(i), before);
    }
  }

  /** Behind the last event another filter may have come into force, and wanted nothing. */
  private void requireUnwantedAtTheEnd(Told change, @Nullable PipelineSettings before) {
    boolean changed = scenario.has(Kind.OTHER_FILTER);
    if (changed ? wantedByAll(change) : wants(before == null ? first : before, change)) {
      throw violation(change + " did not come");
    }
  }

  private boolean wantedByAll(Told change) {
    return byMapping.values().stream().allMatch(s -> wants(s, change));
  }

  /**
   * Another filter may have come into force before the first event, or between two, and wanted
   * nothing.
   */
  private void requireUnwanted(Told skipped, @Nullable PipelineSettings before, Stored event) {
    long changes = scenario.faults().stream().filter(f -> f.kind() == Kind.OTHER_FILTER).count();
    boolean unknown = changes > 1 || (changes == 1 && before == null);
    boolean wanted =
        unknown
            ? wantedByAll(skipped)
            : wants(event.under(), skipped) && (before == null || wants(before, skipped));
    if (wanted) {
      throw violation(skipped + " is missing before sequence " + event.sequence());
    }
  }

  /** What is missing altogether lies in the gap. */
  private void requireToldOf(Lsn to) {
    for (Told change : missing()) {
      if (change.position().lsn().isAfter(to)) {
        throw violation(change + " is missing, but lies behind the gap, which ends at " + to);
      }
    }
  }

  private void requireAll() {
    List<Told> missing = missing();
    if (!missing.isEmpty()) {
      throw violation(missing.size() + " changes are missing, the first is " + missing.getFirst());
    }
  }

  /** What every filter wants, and no event tells of. */
  private List<Told> missing() {
    var told = new HashSet<Told>();
    read().stream().filter(Oracle::isEvent).forEach(m -> told.add(told(m)));
    return committed().stream().filter(this::wantedByAll).filter(c -> !told.contains(c)).toList();
  }
}
