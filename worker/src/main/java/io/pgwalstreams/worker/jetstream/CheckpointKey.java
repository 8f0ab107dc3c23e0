package io.pgwalstreams.worker.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.worker.jetstream.JetStreamPort.BucketState;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Checkpoint;
import io.pgwalstreams.worker.jetstream.JetStreamPort.CheckpointHistory;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** One key of a bucket, with its history: where the checkpoints are. Thread-safe. */
final class CheckpointKey {
  private static final int MOST_CHECKPOINTS = 64;

  private final NatsLink link;
  private final JetStreamApi api;
  private final String bucket;
  private final String key;

  CheckpointKey(NatsLink link, JetStreamApi api, String bucket, String key) {
    this.link = link;
    this.api = api;
    this.bucket = bucket;
    this.key = key;
  }

  private String stream() {
    return ApiMessages.bucketStream(bucket);
  }

  private String storedKey() {
    return "$KV." + bucket + "." + key;
  }

  /**
   * Where a record is sent: in a domain the API's prefix leads there (nats-server, jetstream.go).
   */
  private String sentKey() {
    var prefix = link.endpoint().apiPrefix();
    return prefix.equals(NatsEndpoint.DEFAULT_API_PREFIX)
        ? storedKey()
        : prefix + "." + storedKey();
  }

  /** The bucket as it is; empty when there is none. {@code streamStorage} is what it is beside. */
  CompletableFuture<Optional<BucketState>> bucket(String streamStorage) {
    return api.info(stream())
        .thenApply(found -> found.map(info -> StreamInfo.bucket(bucket, info, streamStorage)));
  }

  CompletableFuture<BucketState> create(int replicas, String streamStorage) {
    return api.create(
            stream(), ApiMessages.createBucket(bucket, replicas, "file"), "bucket '" + bucket + "'")
        .thenApply(info -> StreamInfo.bucket(bucket, info, streamStorage));
  }

  /** What the key holds. */
  CompletableFuture<CheckpointHistory> history() {
    return history(0, new ArrayDeque<>());
  }

  /** The newest checkpoint, unless it was deleted. */
  CompletableFuture<Optional<Checkpoint>> newest() {
    return api.messageIfAny(stream(), ApiMessages.lastBySubject(storedKey()))
        .thenApply(
            found ->
                found.filter(m -> !isMarker(m)).map(m -> new Checkpoint(m.sequence(), m.body())));
  }

  /** {@code last}: the newest record that was read. */
  private CompletableFuture<CheckpointHistory> history(long last, Deque<Checkpoint> found) {
    return api.messageIfAny(stream(), ApiMessages.nextBySubject(last + 1, storedKey()))
        .thenCompose(
            next -> {
              if (next.isEmpty()) {
                return CompletableFuture.completedFuture(
                    new CheckpointHistory(last, List.copyOf(found)));
              }
              StoredMessage message = next.get();
              if (isMarker(message)) {
                found.clear();
              } else {
                found.addFirst(new Checkpoint(message.sequence(), message.body()));
                if (found.size() > MOST_CHECKPOINTS) {
                  found.removeLast();
                }
              }
              return history(message.sequence(), found);
            });
  }

  /**
   * True for what deletes a key: {@code nats kv del} and {@code purge} store a record that says so
   * (ADR-8), and the server one in place of what it removed (ADR-43).
   */
  private static boolean isMarker(StoredMessage record) {
    return record.header("KV-Operation") != null || record.header("Nats-Marker-Reason") != null;
  }

  /** The newest checkpoint of every other key, by key. */
  CompletableFuture<Map<String, byte[]>> neighbours() {
    String all = "$KV." + bucket + ".";
    return api.info(stream(), ApiMessages.withSubjects(all + ">"))
        .thenCompose(
            info -> {
              var keys = new ArrayDeque<String>();
              info.ifPresent(
                  i ->
                      i.path("state")
                          .path("subjects")
                          .fieldNames()
                          .forEachRemaining(s -> keys.add(s.substring(all.length()))));
              keys.remove(key);
              return newest(keys, new TreeMap<>());
            });
  }

  private CompletableFuture<Map<String, byte[]>> newest(
      Deque<String> keys, Map<String, byte[]> found) {
    String next = keys.poll();
    if (next == null) {
      return CompletableFuture.completedFuture(Map.copyOf(found));
    }
    return api.messageIfAny(stream(), ApiMessages.lastBySubject("$KV." + bucket + "." + next))
        .thenCompose(
            message -> {
              message.filter(m -> !isMarker(m)).ifPresent(m -> found.put(next, m.body()));
              return newest(keys, found);
            });
  }

  /** Writes by compare-and-set; the new revision, or empty when another one was there. */
  CompletableFuture<Optional<Long>> put(byte[] value, long expectedRevision) {
    var headers =
        List.of(
            new Header("Nats-Expected-Last-Subject-Sequence", Long.toString(expectedRevision)),
            new Header("Nats-Expected-Stream", stream()));
    return link.once(sentKey(), headers, value)
        .thenApply(answer -> revision(ApiMessages.read(answer)));
  }

  private Optional<Long> revision(JsonNode answer) {
    return switch (ApiErrors.code(answer)) {
      case 0 -> Optional.of(answer.path("seq").asLong());
      case ApiErrors.WRONG_LAST_SEQUENCE, ApiErrors.WRONG_LAST_SEQUENCE_IN_PROCESS ->
          Optional.empty();
      default ->
          throw ApiErrors.failure(answer, "writing to bucket '" + bucket + "'").asException();
    };
  }
}
