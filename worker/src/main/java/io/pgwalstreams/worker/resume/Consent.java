package io.pgwalstreams.worker.resume;

/** Which gaps were accepted. */
public interface Consent {
  /** True when the halt of this id is accepted, by its id or by policy. */
  boolean accepts(String haltId);

  /** True when the halt of this id is accepted by its id: somebody has seen it. */
  boolean names(String haltId);

  /** Accepts nothing. */
  Consent NONE =
      new Consent() {
        @Override
        public boolean accepts(String haltId) {
          return false;
        }

        @Override
        public boolean names(String haltId) {
          return false;
        }
      };
}
