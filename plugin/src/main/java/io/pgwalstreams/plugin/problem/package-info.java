/** What stands in the way of a command, and what to do about it. Pure. */
@org.jspecify.annotations.NullMarked
package io.pgwalstreams.plugin.problem;
