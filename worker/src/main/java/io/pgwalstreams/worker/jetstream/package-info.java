/**
 * JetStream as the pipeline sees it: publish, acknowledge, inspect, checkpoint; jnats stays in
 * here.
 */
package io.pgwalstreams.worker.jetstream;
