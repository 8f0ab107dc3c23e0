package io.pgwalstreams.worker.jetstream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamSettings.NewStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of JetStream's API, as far as it is used (nats-server, jetstream_api.go). Pure. */
final class ApiMessages {
  /**
   * A stored message is one string of Base64, and max_payload goes up to 64 MB: Jackson by itself
   * refuses strings of more than 20 million characters.
   */
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
              .build());

  private static final int BUCKET_HISTORY = 64;
  private static final long BUCKET_DUPLICATE_WINDOW = 120_000_000_000L;

  /** Passes over a message's body, so that it takes no memory beside the answer's own. */
  private static final TokenFilter WITHOUT_BODY =
      new TokenFilter() {
        @Override
        public @Nullable TokenFilter includeProperty(String name) {
          return name.equals("data") ? null : this;
        }
      };

  private ApiMessages() {}

  static JsonNode read(byte[] answer) {
    try {
      return JSON.readTree(answer);
    } catch (IOException e) {
      throw noJson(e);
    }
  }

  /** As {@link #read}, but for the body of a message. */
  static JsonNode readWithoutBody(byte[] answer) {
    try (var parser =
        new FilteringParserDelegate(
            JSON.createParser(answer), WITHOUT_BODY, Inclusion.INCLUDE_ALL_AND_PATH, true)) {
      return JSON.readValue(parser, JsonNode.class);
    } catch (IOException e) {
      throw noJson(e);
    }
  }

  private static FailureException noJson(IOException e) {
    return new FailureException(
        Reason.StreamUnavailable.because(
            "JetStream's answer is not JSON", "check that the API prefix leads to JetStream"),
        e);
  }

  private static byte[] bytes(ObjectNode json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written", e);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** STREAM.MSG.GET of the last message below a subject. */
  static byte[] lastBySubject(String filter) {
    return bytes(object().put("last_by_subj", filter));
  }

  /** STREAM.MSG.GET of a sequence. */
  static byte[] bySequence(long sequence) {
    return bytes(object().put("seq", sequence));
  }

  /** STREAM.MSG.GET of the first message of a subject from a sequence on. */
  static byte[] nextBySubject(long from, String filter) {
    return bytes(object().put("seq", from).put("next_by_subj", filter));
  }

  /** STREAM.INFO with the subjects that there are below a filter. */
  static byte[] withSubjects(String filter) {
    return bytes(object().put("subjects_filter", filter));
  }

  /** STREAM.NAMES of the streams that take any of these subjects. */
  static byte[] taking(String subject) {
    return bytes(object().put("subject", subject));
  }

  /** The names of a STREAM.NAMES answer, which lacks the list where there are none. */
  static List<String> names(JsonNode answer) {
    var names = new ArrayList<String>();
    answer.path("streams").forEach(name -> names.add(name.asText()));
    return names;
  }

  /** STREAM.CREATE. */
  static byte[] createStream(String name, NewStream wanted) {
    var config =
        object()
            .put("name", name)
            .put("retention", wanted.retention().word())
            .put("storage", wanted.storage().word())
            .put("discard", wanted.retention().discard())
            .put("num_replicas", wanted.replicas())
            .put("max_age", wanted.maxAge().toNanos())
            .put("max_bytes", wanted.maxBytes())
            .put("max_msgs", -1)
            .put("max_msgs_per_subject", -1)
            .put("max_msg_size", -1)
            .put("max_consumers", -1)
            .put("duplicate_window", wanted.duplicateWindow().toNanos());
    config.putArray("subjects").add(wanted.subject());
    return bytes(config);
  }

  /** STREAM.CREATE of a KV bucket, such as the clients make it (ADR-8). */
  static byte[] createBucket(String bucket, int replicas, String storage) {
    var config =
        object()
            .put("name", bucketStream(bucket))
            .put("retention", "limits")
            .put("storage", storage)
            .put("discard", "new")
            .put("num_replicas", replicas)
            .put("max_age", 0)
            .put("max_bytes", -1)
            .put("max_msgs", -1)
            .put("max_msgs_per_subject", BUCKET_HISTORY)
            .put("max_msg_size", -1)
            .put("max_consumers", -1)
            .put("duplicate_window", BUCKET_DUPLICATE_WINDOW)
            .put("allow_rollup_hdrs", true)
            .put("deny_delete", true)
            .put("allow_direct", true);
    config.putArray("subjects").add("$KV." + bucket + ".>");
    return bytes(config);
  }

  static String bucketStream(String bucket) {
    return "KV_" + bucket;
  }

  /** The message of a STREAM.MSG.GET answer; with an empty body where that was not read. */
  static StoredMessage message(JsonNode answer) {
    var message = answer.path("message");
    return new StoredMessage(
        message.path("seq").asLong(),
        message.path("subject").asText(),
        headers(binary(message.path("hdrs"))),
        binary(message.path("data")));
  }

  private static byte[] binary(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return new byte[0];
    }
    try {
      return node.binaryValue();
    } catch (IOException e) {
      throw new FailureException(
          Reason.StreamUnavailable.because(
              "JetStream's answer holds broken Base64", "see the NATS servers' logs"),
          e);
    }
  }

  /** A header block: {@code NATS/1.0}, then lines of name, colon, value (ADR-4). */
  static List<Header> headers(byte[] block) {
    var headers = new ArrayList<Header>();
    for (var line : new String(block, StandardCharsets.UTF_8).split("\r\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
      }
    }
    return headers;
  }
}
