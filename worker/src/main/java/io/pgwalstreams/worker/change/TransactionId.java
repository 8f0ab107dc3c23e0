package io.pgwalstreams.worker.change;

import io.pgwalstreams.database.Lsn;

/**
 * A transaction's identity. All three parts are needed: after a restored volume another transaction
 * can have the same commit LSN and the same xid.
 *
 * @param commitLsn the start of the commit record
 * @param xid the 32-bit transaction id, unsigned
 * @param commitMicros the commit time, microseconds since 2000-01-01 UTC
 */
public record TransactionId(Lsn commitLsn, long xid, long commitMicros) {}
