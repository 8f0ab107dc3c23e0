/**
 * A WalStream document outside Kubernetes: read, defaulted and checked by the CRD itself, so that a
 * file is refused for the same reasons and in the same words as {@code kubectl apply} refuses it.
 */
package io.pgwalstreams.api.document;
