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

  // A pod is a tenant's: what it says of itself must fit into its own resource's status.
  private static final int LONGEST_WORD = 1024;
  private static final int LONGEST_SENTENCE = 8192;
  private static final int KEPT_GAPS = 5;

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
        number(config, "appliedGeneration"),
        text(config, "hash"),
        config.hasNonNull("broken") ? Optional.of(sentence(config, "broken")) : Optional.empty(),
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
    String value = whole(node, field);
    if (value.length() > LONGEST_WORD) {
      throw unreadable("field '" + field + "' has " + value.length() + " characters");
    }
    return value;
  }

  private static String sentence(JsonNode node, String field) {
    String value = whole(node, field);
    return value.length() > LONGEST_SENTENCE ? value.substring(0, LONGEST_SENTENCE) + "…" : value;
  }

  private static String whole(JsonNode node, String field) {
    String value = node.path(field).textValue();
    if (value == null || value.isBlank()) {
      throw unreadable("it has no text in field '" + field + "'");
    }
    return value;
  }

  private static long number(JsonNode node, String field) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw unreadable("it has no number in field '" + field + "'");
    }
    return value.longValue();
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
        word(Reason.class, text(node, "reason")),
        sentence(node, "message"),
        sentence(node, "remedy"));
  }

  private static WorkerReport.Stream stream(JsonNode node) {
    return new WorkerReport.Stream(
        text(node, "name"),
        text(node, "created"),
        text(node, "storage"),
        Math.toIntExact(Math.min(number(node, "replicas"), Integer.MAX_VALUE)));
  }

  /** With nothing in flight, everything that PostgreSQL has told of is stored. */
  private static Optional<Lsn> published(JsonNode progress) {
    if (progress.isMissingNode()) {
      return Optional.empty();
    }
    String text =
        number(progress, "inFlight") == 0
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
    for (int i = Math.max(0, nodes.size() - KEPT_GAPS); i < nodes.size(); i++) {
      JsonNode node = nodes.path(i);
      gaps.add(
          new Gap(
              node.hasNonNull("from") ? text(node, "from") : "",
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
