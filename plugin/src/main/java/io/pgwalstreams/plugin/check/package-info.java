/** The pod that checks a WalStream from inside the cluster. */
@org.jspecify.annotations.NullMarked
package io.pgwalstreams.plugin.check;
