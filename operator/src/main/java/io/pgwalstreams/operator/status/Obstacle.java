package io.pgwalstreams.operator.status;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason.Recovery;

/**
 * What is between the resource and being Ready. Immutable.
 *
 * @param person a person must act
 */
record Obstacle(String reason, String message, boolean person) {

  static Obstacle of(Failure why) {
    return new Obstacle(
        why.reason().name(), why.sentence(), why.reason().recovery() == Recovery.PERSON);
  }

  static Obstacle of(Word word, String message) {
    return new Obstacle(word.name(), message, false);
  }
}
