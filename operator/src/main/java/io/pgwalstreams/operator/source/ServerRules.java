package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.database.Preflight;
import io.pgwalstreams.operator.observe.Aspect;
import java.util.Optional;

/** What is thought of a server. Pure. */
final class ServerRules {
  private ServerRules() {}

  static Aspect judge(SourceTask task, SourceFacts facts) {
    return refusal(task, facts)
        .or(() -> noSender(task, facts))
        .or(() -> finding(facts, Reason.Recovery.WARNS))
        .<Aspect>map(Aspect.Bad::new)
        .orElseGet(() -> new Aspect.Good(words(facts)));
  }

  private static String words(SourceFacts facts) {
    var server = facts.identity();
    return "PostgreSQL " + server.version() + ", database '" + server.database() + "'";
  }

  /**
   * Why nothing may be created, altered or used on this server. Needs nothing of publication and
   * slot, which are not to be read from a server that is refused.
   */
  static Optional<Failure> refusal(SourceTask task, SourceFacts facts) {
    Optional<Failure> person = finding(facts, Reason.Recovery.PERSON);
    if (person.isPresent()) {
      return person;
    }
    boolean fresh = task.binding().systemIdentifier().isEmpty();
    return fresh ? finding(facts, Reason.Recovery.WAITS) : otherSystem(task, facts);
  }

  /** A slot that is missing is none of the server's faults yet: {@link SlotRules} asks for one. */
  private static Optional<Failure> finding(SourceFacts facts, Reason.Recovery recovery) {
    return Preflight.of(facts.server(), false).stream()
        .flatMap(f -> f.failure().stream())
        .filter(f -> f.reason().recovery() == recovery)
        .findFirst();
  }

  /**
   * A consent to whatever else is none to another server: the host name may have come to mean one
   * that the person knows nothing of.
   */
  private static Optional<Failure> otherSystem(SourceTask task, SourceFacts facts) {
    String bound = task.binding().systemIdentifier().orElseThrow();
    String is = facts.identity().systemIdentifier();
    if (task.binding().admits(is)) {
      return Optional.empty();
    }
    return Optional.of(
        Reason.SystemChanged.because(
            "the server's system identifier is " + is + ", and the WalStream is bound to " + bound,
            "correct database.host, or accept the halt that names this server to go on with it"));
  }

  /** Our own worker may be the one that has taken the last walsender. */
  private static Optional<Failure> noSender(SourceTask task, SourceFacts facts) {
    boolean reads =
        facts.slot().reader().filter(r -> r.is(task.reader().applicationName())).isPresent();
    return reads ? Optional.empty() : finding(facts, Reason.Recovery.WAITS);
  }
}
