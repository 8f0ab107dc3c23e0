package io.pgwalstreams.plugin.view;

/** Whose. */
public record Key(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
