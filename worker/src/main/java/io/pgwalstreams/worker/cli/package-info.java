/** The command line: run, check, convert, version. */
package io.pgwalstreams.worker.cli;
