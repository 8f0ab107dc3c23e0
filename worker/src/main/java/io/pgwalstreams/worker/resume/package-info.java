/** Where to go on after a stop: references, anchors and the decision table. Pure. */
package io.pgwalstreams.worker.resume;
