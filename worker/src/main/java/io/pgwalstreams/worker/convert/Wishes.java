package io.pgwalstreams.worker.convert;

import org.jspecify.annotations.Nullable;

/**
 * What the person who converts has said.
 *
 * @param name of the WalStream; null: after the database
 * @param namespace null: none is written
 * @param subjectPrefix of subjects, and the stream's name; null: what is best for the other program
 * @param takeOver go on with the other program's slot and publication
 */
public record Wishes(
    @Nullable String name,
    @Nullable String namespace,
    @Nullable String subjectPrefix,
    boolean takeOver) {
  /** What subjects begin with: as is wished, or the WalStream's name, unless that is theirs. */
  String prefixBeside(String theirs, String name) {
    if (subjectPrefix != null) {
      return subjectPrefix;
    }
    return name.equals(theirs) ? name + "-changes" : name;
  }
}
