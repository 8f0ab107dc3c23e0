/** The worker beside the limits of PostgreSQL and JetStream, measured in one run on one machine. */
package io.pgwalstreams.benchmarks;
