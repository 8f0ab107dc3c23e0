package io.pgwalstreams.operator.reconcile;

/** Names under which the operator is known to the API server. */
final class Fields {
  /** Field manager of everything that the operator applies. */
  static final String MANAGER = "pgwalstreams-operator";

  /** Holds a WalStream until what it has in its database was given back. */
  static final String FINALIZER = "pgwalstreams.io/source";

  private Fields() {}
}
