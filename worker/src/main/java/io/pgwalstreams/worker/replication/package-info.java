/**
 * The walsender's side of the wire: identify, start, read frames, confirm. In the worker PgJDBC
 * stays in here.
 */
package io.pgwalstreams.worker.replication;
