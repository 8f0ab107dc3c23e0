package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.operator.observe.Aspect;
import java.util.Optional;

/**
 * What is thought of one object, and what is to be done with it. Immutable.
 *
 * @param wantsIntent true when it is to be created, and the intent is not recorded yet
 */
record Step(Aspect aspect, Optional<SourceAction> action, boolean wantsIntent) {

  static Step good(String what) {
    return new Step(new Aspect.Good(what), Optional.empty(), false);
  }

  static Step bad(Failure why) {
    return new Step(new Aspect.Bad(why), Optional.empty(), false);
  }

  static Step unknown(String why) {
    return new Step(new Aspect.Unknown(why), Optional.empty(), false);
  }

  static Step wantsIntent(String why) {
    return new Step(new Aspect.Unknown(why), Optional.empty(), true);
  }

  static Step act(SourceAction action, String why) {
    return new Step(new Aspect.Unknown(why), Optional.of(action), false);
  }
}
