/** From the first frame to the confirmed LSN: the loop, the window in flight, resync and halt. */
package io.pgwalstreams.worker.pipeline;
