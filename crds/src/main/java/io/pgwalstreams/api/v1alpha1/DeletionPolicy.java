package io.pgwalstreams.api.v1alpha1;

/** What becomes of an object that we have created when the WalStream is deleted. */
public enum DeletionPolicy {
  Delete,
  Retain
}
