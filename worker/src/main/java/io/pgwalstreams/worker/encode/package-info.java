/** A change as subject, headers and JSON body. Pure. */
package io.pgwalstreams.worker.encode;
