/** The API server, and what is reached through it; the one place that knows Fabric8's client. */
@org.jspecify.annotations.NullMarked
package io.pgwalstreams.plugin.cluster;
