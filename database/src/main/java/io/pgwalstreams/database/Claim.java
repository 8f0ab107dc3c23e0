package io.pgwalstreams.database;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose a publication is, as it stands in its comment. Whoever finds another claim, or none, leaves
 * the object alone.
 *
 * @param cluster id of the Kubernetes cluster; {@code local} by hand
 * @param uid of the WalStream; empty by hand
 */
public record Claim(String cluster, String namespace, String name, String uid) {
  private static final String WORD = "([^\"\\\\\\p{Cntrl}]*)";
  private static final Pattern FORM =
      Pattern.compile(
          "\\{\"pgwalstreams\":1,\"cluster\":\""
              + WORD
              + "\",\"namespace\":\""
              + WORD
              + "\",\"name\":\""
              + WORD
              + "\",\"uid\":\""
              + WORD
              + "\"(?:,\"slot\":\"([a-z0-9_]*)\")?(?:,\"filters\":\"([0-9a-f]*)\")?}");

  /** The claim of a worker that is run by hand. */
  public static Claim local(String namespace, String name) {
    return new Claim("local", namespace, name, "");
  }

  /** For people. */
  public String display() {
    return "WalStream " + namespace + "/" + name + " of cluster " + cluster;
  }

  /** The comment. */
  public String toComment() {
    return opening() + "}";
  }

  /** How every comment of this claim begins, and no other's. */
  String opening() {
    return "{\"pgwalstreams\":1,\"cluster\":\""
        + cluster
        + "\",\"namespace\":\""
        + namespace
        + "\",\"name\":\""
        + name
        + "\",\"uid\":\""
        + uid
        + "\"";
  }

  /** The comment, with what is noted beside the claim. */
  String toComment(Note note) {
    return opening()
        + note.slot().map(s -> ",\"slot\":\"" + s + "\"").orElse("")
        + note.filters().map(f -> ",\"filters\":\"" + f + "\"").orElse("")
        + "}";
  }

  /**
   * What stands in the comment beside the claim.
   *
   * @param slot name of the slot that is the claim's, or is about to be created for it
   * @param filters digest of the row filters that were asked for, and of what PostgreSQL made of
   *     them
   */
  record Note(Optional<String> slot, Optional<String> filters) {
    private static final Note EMPTY = new Note(Optional.empty(), Optional.empty());

    /** Reads a comment; empty when it is somebody else's text. */
    static Note of(String comment) {
      var m = FORM.matcher(comment);
      return m.matches()
          ? new Note(Optional.ofNullable(m.group(5)), Optional.ofNullable(m.group(6)))
          : EMPTY;
    }

    Note withSlot(Optional<String> other) {
      return new Note(other, filters);
    }

    Note withFilters(String digest) {
      return new Note(slot, Optional.of(digest));
    }
  }

  /** Reads a comment; empty when it is somebody else's text. */
  public static Optional<Claim> parse(String comment) {
    var m = FORM.matcher(comment);
    return m.matches()
        ? Optional.of(new Claim(m.group(1), m.group(2), m.group(3), m.group(4)))
        : Optional.empty();
  }
}
