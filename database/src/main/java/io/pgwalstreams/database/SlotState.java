package io.pgwalstreams.database;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code pg_replication_slots} (PostgreSQL manual 53.19). Columns that the server's
 * version lacks are null or false.
 *
 * @param walStatus reserved, extended, unreserved or lost; null for a slot that never reserved WAL
 * @param safeWalSize bytes that may still be written before the slot is in danger; null without
 *     max_slot_wal_keep_size
 * @param invalidation why the slot is invalid, in PostgreSQL's word; null when it is not
 * @param retainedBytes WAL kept for the slot
 * @param unconfirmedBytes WAL behind the confirmed position
 */
public record SlotState(
    String name,
    @Nullable String plugin,
    @Nullable String database,
    boolean logical,
    boolean temporary,
    boolean twoPhase,
    boolean failover,
    boolean synced,
    @Nullable Long activePid,
    @Nullable Lsn restart,
    @Nullable Lsn confirmed,
    @Nullable String walStatus,
    @Nullable Long safeWalSize,
    @Nullable String invalidation,
    Lsn walEnd,
    long retainedBytes,
    long unconfirmedBytes) {}
