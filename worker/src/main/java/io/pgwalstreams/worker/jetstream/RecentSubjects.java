package io.pgwalstreams.worker.jetstream;

import io.pgwalstreams.worker.jetstream.JetStreamPort.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What was published lately and on which subject, to tell whom a refused subject concerns. One
 * thread adds, any takes. A seat that is written while it is read may give the token of another
 * message with the subject of this one: either is one of a connection that is refused something.
 */
final class RecentSubjects {
  /** At least as many as are ever in flight. */
  private static final int SEATS = 8192;

  private final AtomicReferenceArray<@Nullable String> subjects = new AtomicReferenceArray<>(SEATS);
  private final AtomicIntegerArray attempts = new AtomicIntegerArray(SEATS);
  private final AtomicLongArray sequences = new AtomicLongArray(SEATS);

  void add(String subject, int attempt, long sequence) {
    int seat = (int) (sequence & SEATS - 1);
    attempts.setOpaque(seat, attempt);
    sequences.setOpaque(seat, sequence);
    subjects.setRelease(seat, subject);
  }

  /** The tokens of what was published on the subject, which it forgets. */
  List<Token> take(String subject) {
    var tokens = new ArrayList<Token>();
    for (int i = 0; i < SEATS; i++) {
      String known = subjects.getAcquire(i);
      if (subject.equals(known) && subjects.compareAndSet(i, known, null)) {
        tokens.add(new Token(attempts.getOpaque(i), sequences.getOpaque(i)));
      }
    }
    return tokens;
  }
}
