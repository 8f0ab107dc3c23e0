/** Events as they pass: which, and how they are shown; jnats stays in one class. */
@org.jspecify.annotations.NullMarked
package io.pgwalstreams.plugin.tail;
