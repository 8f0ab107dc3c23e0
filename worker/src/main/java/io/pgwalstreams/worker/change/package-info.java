/** Where a message stands in its transaction, and which of them are wanted. Pure. */
package io.pgwalstreams.worker.change;
