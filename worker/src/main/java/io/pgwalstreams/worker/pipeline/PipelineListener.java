package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.encode.Event;
import org.jspecify.annotations.Nullable;

/**
 * Hears what the pipeline does. Called on the pipeline's thread where nothing else is said; must
 * not block and must not throw.
 */
public interface PipelineListener {

  /** What the pipeline is doing. */
  enum Phase {
    STARTING,
    STREAMING,
    WAITING,
    DRAINING,
    HALTED,
    STOPPED
  }

  /**
   * The pipeline's thread is alive; called about every second while it is, more often when there is
   * something to do.
   */
  void beat();

  void phase(Phase phase);

  /**
   * A start was decided.
   *
   * @param row the rows of the decision table, as in {@code R3 P7}
   * @param sentence where it resumes, and why, for people
   */
  void starting(String row, String sentence, Start start);

  /** Facts of a start. */
  record Start(
      String system,
      int timeline,
      Lsn from,
      long lastSequence,
      long epoch,
      String mapping,
      boolean mayRepeat,
      boolean inspectable,
      boolean anchored) {}

  /** The stream that the session publishes to, as it was found. */
  void stream(Stream stream);

  /**
   * A stream.
   *
   * @param created RFC 3339, as the server prints it
   * @param storage file or memory
   */
  record Stream(String name, String created, String storage, int replicas) {}

  /** An event was sent. */
  void published(Event.Label label, int bytes);

  /** {@code count} events are stored; the newest took {@code nanos} from sending. */
  void acknowledged(int count, long nanos);

  /** In flight now, and how far everything is stored. */
  void progress(int messages, long bytes, long sequence, Position position);

  /**
   * The commit that is being published.
   *
   * @param commitMicros its time, in microseconds since 2000-01-01 UTC; 0: nothing waits to be
   *     published
   */
  void behind(long commitMicros);

  /**
   * The slot was told that WAL before {@code flushed} is not needed; {@code received} is how far
   * PostgreSQL has told of.
   */
  void confirmed(Lsn received, Lsn flushed);

  /** The session is over though nothing is wrong with either side; what is next is decided anew. */
  void restarting(String why);

  /** Nothing moves until this ends by itself. */
  void waiting(Failure why);

  /** What {@link #waiting} told of is over. */
  void recovered();

  /** Something was created or changed on either side, as a sentence. */
  void did(String what);

  /** Worth knowing; nothing stands still. */
  void notice(Failure what);

  /**
   * A gap was accepted: changes from {@code from} (null: unknown) up to {@code to} may be missing.
   */
  void gap(String id, Failure why, @Nullable Position from, Lsn to);

  /** Stands still until a person acts; {@code id} accepts it, when {@code acceptable}. */
  void halted(String id, Failure why, boolean acceptable, @Nullable Position at);

  /** The settings of this generation are in force. */
  void applied(long generation, String mapping);

  /** The connection to {@code side} was made again; called on any thread. */
  void reconnected(Side side);

  /** The two sides. */
  enum Side {
    POSTGRES,
    NATS
  }

  /** The slot as PostgreSQL shows it. */
  void slot(SlotNumbers numbers);

  /**
   * The slot's numbers.
   *
   * @param retainedBytes WAL kept for the slot
   * @param unconfirmedBytes WAL behind the confirmed position
   * @param safeBytes how much more may be written before the slot is lost; null when there is no
   *     limit
   */
  record SlotNumbers(
      Lsn walEnd,
      Lsn confirmed,
      String walStatus,
      long retainedBytes,
      long unconfirmedBytes,
      @Nullable Long safeBytes) {}
}
