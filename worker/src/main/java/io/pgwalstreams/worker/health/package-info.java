/** What can be seen from outside: probes, metrics, status. */
package io.pgwalstreams.worker.health;
