/** Text as bytes, written again and again without garbage. Pure. */
package io.pgwalstreams.worker.text;
