/** What was seen, as tables and frames. Pure. */
@org.jspecify.annotations.NullMarked
package io.pgwalstreams.plugin.view;
