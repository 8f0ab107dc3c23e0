package io.pgwalstreams.worker.replication;

import io.pgwalstreams.database.Lsn;
import java.util.List;
import java.util.Map;

/**
 * A walsender connection before START_REPLICATION. Used by one thread. Methods throw {@link
 * io.pgwalstreams.api.FailureException}.
 */
public interface ReplicationSource extends AutoCloseable {

  /** IDENTIFY_SYSTEM. */
  SystemIdentity identifySystem();

  /**
   * TIMELINE_HISTORY of a timeline above 1: its ancestors with the LSN where each was left; empty
   * for timeline 1.
   */
  List<TimelineSwitch> timelineHistory(int timeline);

  /**
   * ALTER_REPLICATION_SLOT: whether standbys that ask for it get the slot. PostgreSQL 17 and newer
   * (manual, 54.4); nobody may be reading from the slot.
   */
  void alterFailover(String slot, boolean failover);

  /** START_REPLICATION SLOT … LOGICAL. The stream owns the connection from then on. */
  ReplicationStream start(String slot, Lsn from, Map<String, String> options);

  @Override
  void close();

  /**
   * Who answers.
   *
   * @param systemIdentifier unsigned 64-bit number as decimal text
   * @param timeline the current timeline
   * @param walEnd the current flush position
   * @param serverVersion as server_version_num, for example 170006
   */
  record SystemIdentity(String systemIdentifier, int timeline, Lsn walEnd, int serverVersion) {}

  /** An ancestor timeline and the LSN at which history went on with its successor. */
  record TimelineSwitch(int timeline, Lsn switchedAt) {}
}
