/**
 * Other programs' configurations as WalStreams: read with their line numbers, mapped by a table of
 * keys, and written with notes on what has no equivalent. Pure.
 */
package io.pgwalstreams.worker.convert;
