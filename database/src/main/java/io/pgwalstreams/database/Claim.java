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
              + "\"(?:,\"filters\":\"([0-9a-f]*)\")?}");

  /** The claim of a worker that is run by hand. */
  public static Claim local(String namespace, String name) {
    return new Claim("local", namespace, name, "");
  }

  /** The comment. */
  public String toComment() {
    return "{\"pgwalstreams\":1,\"cluster\":\""
        + cluster
        + "\",\"namespace\":\""
        + namespace
        + "\",\"name\":\""
        + name
        + "\",\"uid\":\""
        + uid
        + "\"}";
  }

  /** The comment, with the digest of the row filters that were asked for and made. */
  String toComment(String filters) {
    String comment = toComment();
    return comment.substring(0, comment.length() - 1) + ",\"filters\":\"" + filters + "\"}";
  }

  /** The digest in a comment; empty when there is none. */
  static Optional<String> filters(String comment) {
    var m = FORM.matcher(comment);
    return m.matches() ? Optional.ofNullable(m.group(5)) : Optional.empty();
  }

  /** Reads a comment; empty when it is somebody else's text. */
  public static Optional<Claim> parse(String comment) {
    var m = FORM.matcher(comment);
    return m.matches()
        ? Optional.of(new Claim(m.group(1), m.group(2), m.group(3), m.group(4)))
        : Optional.empty();
  }
}
