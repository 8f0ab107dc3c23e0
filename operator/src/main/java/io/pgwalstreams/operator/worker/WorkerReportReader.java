package io.pgwalstreams.operator.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.WorkerReport;
import io.pgwalstreams.operator.observe.WorkerReport.Gap;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a worker's answer to {@code /status}. The worker may be of another version: fields that are
 * not known are passed over, words that are not known are not guessed at. Pure.
 */
public final class WorkerReportReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private WorkerReportReader() {}

  /**
   * The report.
   *
   * @throws FailureException with WorkerUnreachable when the text is none
   */
  public static WorkerReport read(String text) {
    JsonNode root = tree(text);
    JsonNode config = root.path("config");
    return new WorkerReport(
        text(root, "version"),
        word(Phase.class, text(root, "phase")),
        root.hasNonNull("why") ? Optional.of(failure(root.path("why"))) : Optional.empty(),
        root.path("streamed").asBoolean(),
        text(root.path("target"), "delivery"),
        config.path("appliedGeneration").asLong(),
        text(config, "hash"),
        Optional.ofNullable(config.path("broken").textValue()),
        root.hasNonNull("stream") ? Optional.of(stream(root.path("stream"))) : Optional.empty(),
        published(root.path("progress")),
        gaps(root.path("gaps")));
  }

  private static JsonNode tree(String text) {
    try {
      JsonNode root = JSON.readTree(text);
      if (root.isObject()) {
        return root;
      }
      throw unreadable("it is no JSON object");
    } catch (JsonProcessingException e) {
      throw unreadable(e.getOriginalMessage());
    }
  }

  private static String text(JsonNode node, String field) {
    String value = node.path(field).textValue();
    if (value == null) {
      throw unreadable("it has no text in field '" + field + "'");
    }
    return value;
  }

  private static <E extends Enum<E>> E word(Class<E> type, String name) {
    for (E known : type.getEnumConstants()) {
      if (known.name().equals(name)) {
        return known;
      }
    }
    throw unreadable("it says '" + name + "', which is no " + type.getSimpleName() + " known here");
  }

  private static Failure failure(JsonNode node) {
    return new Failure(
        word(Reason.class, text(node, "reason")), text(node, "message"), text(node, "remedy"));
  }

  private static WorkerReport.Stream stream(JsonNode node) {
    return new WorkerReport.Stream(
        text(node, "name"),
        text(node, "created"),
        text(node, "storage"),
        node.path("replicas").asInt(1));
  }

  /** With nothing in flight, everything that PostgreSQL has told of is stored. */
  private static Optional<Lsn> published(JsonNode progress) {
    if (progress.isMissingNode()) {
      return Optional.empty();
    }
    String text =
        progress.path("inFlight").asInt() == 0
            ? text(progress, "received")
            : beforeOrdinal(text(progress, "position"));
    try {
      return Optional.of(Lsn.parse(text)).filter(Lsn::isValid);
    } catch (IllegalArgumentException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  /** Of {@code 16/B374D848/3} the LSN. */
  private static String beforeOrdinal(String position) {
    return position.substring(0, Math.max(position.lastIndexOf('/'), 0));
  }

  private static List<Gap> gaps(JsonNode nodes) {
    var gaps = new ArrayList<Gap>();
    for (JsonNode node : nodes) {
      gaps.add(
          new Gap(
              node.path("from").asText(),
              text(node, "to"),
              text(node, "time"),
              text(node, "reason")));
    }
    return gaps;
  }

  private static FailureException unreadable(String why) {
    return Reason.WorkerUnreachable.because(
            "the worker's /status cannot be read: " + why,
            "see that operator and worker are of versions that fit")
        .asException();
  }
}
