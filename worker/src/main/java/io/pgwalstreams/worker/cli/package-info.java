/** The command line: run, check, version. */
package io.pgwalstreams.worker.cli;
