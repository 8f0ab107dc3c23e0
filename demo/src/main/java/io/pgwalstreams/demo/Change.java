package io.pgwalstreams.demo;

/**
 * A change, as the application wrote it or as an event tells of it. No two that are written are
 * equal: a row's key is never used again, and each insert and update has a revision of its own.
 *
 * @param transaction PostgreSQL's id of the transaction
 * @param subject of the message: table and action
 * @param key the primary key's values
 * @param revision counts the application's changes; empty for a delete, which carries the key only
 */
record Change(long transaction, String subject, String key, String revision) {}
