package io.pgwalstreams.plugin.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.worker.WorkerReportReader;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a worker's answers to {@code /status} and {@code /metrics}. What the operator understands
 * of the first is read by its own reader. Pure.
 */
public final class LiveReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ACKNOWLEDGED = "pgwalstreams_acknowledged_events_total";

  private LiveReader() {}

  /** FailureException with WorkerUnreachable when the first text is none that can be read. */
  public static Live read(String pod, String status, String metrics) {
    WorkerReport report = WorkerReportReader.read(status);
    JsonNode root = tree(status);
    return new Live(
        pod,
        report.phase(),
        report.why(),
        number(root.path("progress").path("inFlight")),
        counter(metrics),
        lsn(root.path("slot").path("walEnd")),
        report.published(),
        number(root.path("slot").path("retainedBytes")));
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("read before without a complaint", e);
    }
  }

  private static OptionalLong number(JsonNode node) {
    return node.isIntegralNumber() ? OptionalLong.of(node.longValue()) : OptionalLong.empty();
  }

  private static Optional<Lsn> lsn(JsonNode node) {
    try {
      return node.isTextual() ? Optional.of(Lsn.parse(node.textValue())) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** One line of Prometheus' text: NAME{LABELS} NUMBER. */
  private static OptionalLong counter(String metrics) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(ACKNOWLEDGED + "{") || line.startsWith(ACKNOWLEDGED + " "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToLong(LiveReader::whole)
        .filter(n -> n >= 0)
        .findFirst();
  }

  private static long whole(String number) {
    try {
      return (long) Double.parseDouble(number);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
