package io.pgwalstreams.worker.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.pipeline.PipelineSettings;
import io.pgwalstreams.worker.resume.TailScan;
import io.pgwalstreams.worker.runtime.EventMapping;
import io.pgwalstreams.worker.simulation.SimTransaction.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the stream has to hold: each committed change that was wanted, once, in the order of the
 * commits. What expired is taken for right.
 */
final class Oracle {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SimPostgres postgres;
  private final SimJetStream stream;
  private final Map<String, PipelineSettings> byMapping = new HashMap<>();

  /** A change as its event tells of it; the number of a TRUNCATE is 0. */
  private record Told(Position position, String table, long number) {}

  Oracle(SimPostgres postgres, SimJetStream stream, List<PipelineSettings> settings) {
    this.postgres = postgres;
    this.stream = stream;
    settings.forEach(s -> byMapping.put(new EventMapping(s, postgres.system, 1 << 20).id(), s));
  }

  /** True when the last change that anybody may want is stored. */
  boolean isComplete() {
    List<Told> committed = committed();
    List<Told> stored = stored().stream().map(Oracle::told).toList();
    return committed.isEmpty()
        || (!stored.isEmpty() && stored.getLast().equals(committed.getLast()));
  }

  private List<StoredMessage> stored() {
    return stream.messages.values().stream().filter(m -> TailScan.own(m).isPresent()).toList();
  }

  /** Every change that some settings want, in order. */
  private List<Told> committed() {
    var all = new ArrayList<Told>();
    for (SimTransaction t : postgres.wal) {
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
    }
    return all;
  }

  private static Told told(SimTransaction t, long ordinal, String table, long number) {
    return new Told(new Position(new Lsn(t.commitLsn()), ordinal), table, number);
  }

  private static Told told(StoredMessage message) {
    try {
      JsonNode body = JSON.readTree(message.body());
      Position at = TailScan.own(message).orElseThrow().header().position();
      return body.has("prefix")
          ? new Told(at, "", Long.parseLong(body.path("content").asText()))
          : new Told(at, body.path("table").asText(), body.path("data").path("number").asLong());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean wants(PipelineSettings settings, Told change) {
    return change.table().isEmpty()
        || settings.tables().isEmpty()
        || settings.tables().containsKey(change.table());
  }

  /** AssertionError, with {@code history}, when it holds anything else. */
  void check(String history) {
    List<Told> committed = committed();
    int at = -1;
    PipelineSettings before = null;
    for (StoredMessage message : stored()) {
      Told told = told(message);
      PipelineSettings under =
          byMapping.get(TailScan.own(message).orElseThrow().header().mapping());
      int found = at + 1;
      while (found < committed.size() && !committed.get(found).equals(told)) {
        Told skipped = committed.get(found);
        boolean first = before == null; // what came earlier has expired
        if (!first && wants(before, skipped) && wants(under, skipped)) {
          throw new AssertionError(
              history + ": " + skipped + " is missing before sequence " + message.sequence());
        }
        found++;
      }
      if (found == committed.size()) {
        throw new AssertionError(
            history
                + ": "
                + told
                + " at sequence "
                + message.sequence()
                + " is out of order, or twice");
      }
      at = found;
      before = under;
    }
    for (int i = at + 1; i < committed.size(); i++) {
      if (before == null || wants(before, committed.get(i))) {
        throw new AssertionError(history + ": " + committed.get(i) + " did not come");
      }
    }
  }
}
