package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.observe.SourceReport;
import java.util.List;

/**
 * Looks after the databases of all WalStreams, each on a thread of its own: no method waits for a
 * database, and one that hangs holds up nobody else. Whoever made it is told when there is news.
 * Thread-safe.
 */
public interface Sources extends AutoCloseable {

  /**
   * What is known of the database now. Begins to look, and to see to publication and slot, when the
   * task is another one than before or the last look is too old.
   */
  Look look(Key key, SourceTask task);

  /** Begins or goes on to give back what the WalStream holds in its database. */
  Released release(Key key, ReleaseTask task);

  /** Ends everything that is going on for this WalStream, and forgets it. */
  void forget(Key key);

  @Override
  void close();

  /**
   * The answer of {@link #look}.
   *
   * @param wantsIntent true when nothing speaks against creating publication or slot: the intent is
   *     to be recorded, and then the task given again with it
   * @param deeds what was done since the last answer; each is told once
   */
  record Look(SourceReport report, boolean wantsIntent, List<Deed> deeds) {
    public Look {
      deeds = List.copyOf(deeds);
    }
  }

  /**
   * The answer of {@link #release}.
   *
   * @param deeds what was done since the last answer, however it has ended; each is told once
   */
  record Released(Release release, List<Deed> deeds) {
    public Released {
      deeds = List.copyOf(deeds);
    }
  }
}
