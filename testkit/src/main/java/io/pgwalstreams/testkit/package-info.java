/**
 * Real PostgreSQL, nats-server and certificates for tests and the demo, as processes of this
 * machine on loopback.
 */
package io.pgwalstreams.testkit;
