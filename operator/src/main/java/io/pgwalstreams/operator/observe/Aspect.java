package io.pgwalstreams.operator.observe;

import io.pgwalstreams.api.Failure;
import java.util.Optional;

/** One thing that must be in order: the database, the publication, the slot. Immutable. */
public sealed interface Aspect {

  /**
   * Not looked at yet.
   *
   * @param why a sentence without its stop
   */
  record Unknown(String why) implements Aspect {}

  /**
   * In order.
   *
   * @param what a sentence without its stop
   */
  record Good(String what) implements Aspect {}

  /** Not in order, or in order with a warning ({@code Recovery.WARNS}). */
  record Bad(Failure why) implements Aspect {}

  /** What stands in the way; empty when nothing does, or nothing is known. */
  default Optional<Failure> failure() {
    return switch (this) {
      case Unknown unused -> Optional.empty();
      case Good unused -> Optional.empty();
      case Bad(Failure why) -> Optional.of(why);
    };
  }

  /** True when nothing stands in the way; a warning does not. */
  default boolean usable() {
    return switch (this) {
      case Unknown unused -> false;
      case Good unused -> true;
      case Bad(Failure why) -> why.reason().recovery() == io.pgwalstreams.api.Reason.Recovery.WARNS;
    };
  }
}
