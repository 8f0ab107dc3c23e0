package io.pgwalstreams.worker.faults;

import io.pgwalstreams.testkit.OwnClock;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scene can have beside its servers.
 *
 * @param megabytes of the disk of each server, 0: they have none of their own
 * @param clocks whether worker and PostgreSQL have wall clocks of their own
 */
record Means(int megabytes, boolean clocks) {
  /** Servers alone. */
  static final Means NONE = new Means(0, false);

  /** All that this machine allows. */
  static Means here(int megabytes) {
    return new Means(SmallDisk.canBeMade() ? megabytes : 0, OwnClock.canBeMade());
  }

  boolean disks() {
    return megabytes > 0;
  }

  /** What is left out, in words. */
  List<String> leftOut() {
    var words = new ArrayList<String>();
    if (!disks()) {
      words.add(SmallDisk.NOT_ALLOWED);
    }
    if (!clocks) {
      words.add(OwnClock.NOT_INSTALLED);
    }
    return words;
  }
}
