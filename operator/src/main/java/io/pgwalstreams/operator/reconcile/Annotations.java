package io.pgwalstreams.operator.reconcile;

import io.pgwalstreams.operator.resource.WalStreamResource;
import java.util.Map;
import java.util.Optional;

/** What a person may write on a WalStream beside its spec. Pure. */
final class Annotations {
  /** The uid of the WalStream whose publication and slot are taken over. */
  static final String TAKE_OVER = "pgwalstreams.io/take-over";

  private Annotations() {}

  static Optional<String> accept(WalStreamResource resource) {
    return read(resource, io.pgwalstreams.operator.desired.Annotations.ACCEPT);
  }

  static Optional<String> takeOver(WalStreamResource resource) {
    return read(resource, TAKE_OVER);
  }

  private static Optional<String> read(WalStreamResource resource, String name) {
    Map<String, String> all = resource.getMetadata().getAnnotations();
    return all == null
        ? Optional.empty()
        : Optional.ofNullable(all.get(name)).map(String::strip).filter(v -> !v.isEmpty());
  }
}
