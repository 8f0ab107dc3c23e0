/** The command line of kubectl walstream. */
@org.jspecify.annotations.NullMarked
package io.pgwalstreams.plugin.cli;
