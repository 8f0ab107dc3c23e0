package io.pgwalstreams.worker.jetstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One stream and one checkpoint key. Immutable.
 *
 * @param stream name of the stream
 * @param bucket name of the KV bucket for checkpoints
 * @param key the key in it: namespace and name of the resource, joined by a dot
 * @param create how to make the stream when it is missing; null: never
 */
public record JetStreamSettings(
    String stream, String bucket, String key, @Nullable NewStream create) {

  /**
   * {@code nats.stream.createIfMissing}.
   *
   * <p>What a full stream does follows from the retention, because that is what people expect of
   * it: Limits is a log, whose oldest events go; in WorkQueue and Interest every event waits for
   * its reader, so a full stream refuses new ones and the worker waits.
   *
   * @param subject what it takes: everything below the prefix
   * @param maxAge zero: no limit
   * @param maxBytes -1: no limit
   * @param duplicateWindow for publishers that send message ids
   */
  public record NewStream(
      String subject,
      int replicas,
      Storage storage,
      Duration maxAge,
      long maxBytes,
      Retention retention,
      Duration duplicateWindow) {}

  /** Where messages are kept. */
  public enum Storage {
    FILE("file"),
    MEMORY("memory");

    private final String word;

    Storage(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** When messages go. */
  public enum Retention {
    LIMITS("limits", "old"),
    WORK_QUEUE("workqueue", "new"),
    INTEREST("interest", "new");

    private final String word;
    private final String discard;

    Retention(String word, String discard) {
      this.word = word;
      this.discard = discard;
    }

    String word() {
      return word;
    }

    String discard() {
      return discard;
    }
  }
}
