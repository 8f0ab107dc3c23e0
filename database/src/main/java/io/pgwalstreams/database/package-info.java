/**
 * The source: preflight checks, publication and replication slot, with nothing but {@code
 * java.sql}.
 */
package io.pgwalstreams.database;
