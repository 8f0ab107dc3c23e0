/**
 * The way to PostgreSQL, from the document to an open connection, and the making of publication and
 * slot.
 */
package io.pgwalstreams.postgres;
