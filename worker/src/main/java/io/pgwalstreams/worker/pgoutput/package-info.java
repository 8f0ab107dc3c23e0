/** The pgoutput protocol, version 1: bytes to messages. Pure. */
package io.pgwalstreams.worker.pgoutput;
