/**
 * The resource WalStream, version v1alpha1: one set of records for the CRD, the operator and the
 * worker.
 */
package io.pgwalstreams.api.v1alpha1;
