/** Placeholder text replaced by the module's own. */
package io.pgwalstreams.testkit;
