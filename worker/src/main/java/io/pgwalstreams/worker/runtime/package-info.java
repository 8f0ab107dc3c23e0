/** Puts the parts together: connections from configuration, the mapping from settings. */
package io.pgwalstreams.worker.runtime;
