package io.pgwalstreams.operator.desired;

import java.util.List;

/**
 * A Secret or ConfigMap that a WalStream refers to. Immutable.
 *
 * @param keys what is needed of it; each once, sorted
 */
public record Reference(Kind kind, String name, List<Key> keys) {

  public Reference {
    keys = List.copyOf(keys);
  }

  /** The kind of the object. */
  public enum Kind {
    SECRET("Secret"),
    CONFIG_MAP("ConfigMap");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As Kubernetes writes it. */
    public String word() {
      return word;
    }
  }

  /**
   * A key in it.
   *
   * @param field of the document that names it, the first one if several do
   * @param optional true when it may be absent
   * @param mounted false when only the operator needs it: the worker's pod does not get it
   */
  public record Key(String name, String field, boolean optional, boolean mounted) {}

  /** What the worker's pod gets of it. */
  public List<Key> mountedKeys() {
    return keys.stream().filter(Key::mounted).toList();
  }
}
