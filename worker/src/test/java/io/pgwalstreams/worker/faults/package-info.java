/**
 * The promise under attack: real servers and worker processes are killed, rolled back and tampered
 * with, and the stream must still hold every committed change once, in order.
 */
package io.pgwalstreams.worker.faults;
