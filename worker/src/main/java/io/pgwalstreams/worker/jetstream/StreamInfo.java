package io.pgwalstreams.worker.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.worker.jetstream.JetStreamPort.BucketState;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StreamState;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Weakness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Judges a stream by its STREAM.INFO. Pure. */
final class StreamInfo {
  private static final int BUCKET_HISTORY = 64;
  private static final Set<String> CONSUMING = Set.of("workqueue", "interest");

  private StreamInfo() {}

  static StreamState stream(JsonNode info) {
    var config = info.path("config");
    var state = info.path("state");
    var subjects = new ArrayList<String>();
    config.path("subjects").forEach(s -> subjects.add(s.asText()));
    return new StreamState(
        config.path("name").asText(),
        info.path("created").asText(),
        info.path("domain").asText(),
        state.path("first_seq").asLong(),
        state.path("last_seq").asLong(),
        state.path("num_deleted").asLong(),
        config.path("duplicate_window").asLong() / 1_000_000,
        config.path("num_replicas").asInt(1),
        config.path("storage").asText(),
        !CONSUMING.contains(config.path("retention").asText()),
        subjects,
        unsuitable(config),
        warnings(config));
  }

  /** What writes into a stream by itself, or takes nothing in, breaks the chain. */
  private static List<String> unsuitable(JsonNode config) {
    var found = new ArrayList<String>();
    when(found, !config.path("mirror").isMissingNode(), "it is a mirror, which takes no messages");
    when(found, config.path("sources").size() > 0, "it has sources, which write into it");
    when(found, config.path("sealed").asBoolean(), "it is sealed");
    when(found, config.path("no_ack").asBoolean(), "no_ack: it does not acknowledge");
    when(found, config.path("allow_msg_counter").asBoolean(), "it counts (allow_msg_counter)");
    when(
        found,
        config.path("allow_msg_schedules").asBoolean(),
        "allow_msg_schedules: scheduled messages write into it");
    when(
        found,
        config.path("subject_delete_marker_ttl").asLong() > 0,
        "subject_delete_marker_ttl: the server writes markers into it");
    when(
        found,
        config.path("persist_mode").asText().equals("async"),
        "persist_mode async: it acknowledges what is not written");
    return found;
  }

  private static List<Weakness> warnings(JsonNode config) {
    var found = new ArrayList<Weakness>();
    String edit = "nats stream edit " + config.path("name").asText();
    boolean limited =
        config.path("max_bytes").asLong(-1) > 0 || config.path("max_msgs").asLong(-1) > 0;
    if (limited && !config.path("discard").asText().equals("new")) {
      found.add(
          new Weakness(
              "discard old with a size limit: when it is full the oldest events go, read or not",
              "leave it if it is meant so; for a worker that waits instead: "
                  + edit
                  + " --discard new"));
    }
    if (config.path("max_msgs_per_subject").asLong(-1) > 0) {
      found.add(
          new Weakness(
              "max_msgs_per_subject: older events of a table go when newer come",
              "keep them: " + edit + " --max-msgs-per-subject=-1"));
    }
    if (config.path("storage").asText().equals("memory")) {
      found.add(
          new Weakness(
              "memory storage: a restart of its servers empties it",
              "for events that are to outlive that, publish into another stream, created with"
                  + " --storage file: a stream's storage cannot be changed"));
    }
    if (config.path("num_replicas").asInt(1) == 1) {
      found.add(
          new Weakness(
              "one replica: with its server's disk the events are lost",
              "where NATS is a cluster of three servers or more: " + edit + " --replicas 3"));
    }
    if (!config.path("subject_transform").path("dest").asText().isEmpty()) {
      found.add(
          new Weakness(
              "subject_transform: events are stored under other subjects",
              "leave it if it is meant so; else take subject_transform out: "
                  + edit
                  + " --interactive"));
    }
    return found;
  }

  /** {@code streamStorage}: a memory stream's checkpoints need not outlive it. */
  static BucketState bucket(String bucket, JsonNode info, String streamStorage) {
    var config = info.path("config");
    var found = new ArrayList<String>();
    when(found, config.path("max_age").asLong() > 0, "its records expire (TTL)");
    when(
        found,
        config.path("storage").asText().equals("memory") && !streamStorage.equals("memory"),
        "it is in memory, the stream is not");
    long history = config.path("max_msgs_per_subject").asLong(-1);
    when(
        found,
        history > 0 && history < BUCKET_HISTORY,
        "its history is " + history + ", not " + BUCKET_HISTORY);
    boolean limited =
        config.path("max_bytes").asLong(-1) > 0 || config.path("max_msgs").asLong(-1) > 0;
    when(
        found,
        limited && !config.path("discard").asText().equals("new"),
        "discard old with a size limit: records go when it is full");
    when(found, !config.path("mirror").isMissingNode(), "it is a mirror, which takes no records");
    when(found, config.path("sealed").asBoolean(), "it is sealed");
    when(
        found,
        config.path("persist_mode").asText().equals("async"),
        "persist_mode async: it acknowledges what is not written");
    return new BucketState(bucket, found);
  }

  private static void when(List<String> found, boolean condition, String phrase) {
    if (condition) {
      found.add(phrase);
    }
  }
}
