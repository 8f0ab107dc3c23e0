package io.pgwalstreams.api.v1alpha1;

import io.pgwalstreams.api.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The names that a WalStream gives to what it creates. Pure. */
public final class ResourceNames {
  private static final int LIMIT = 63;

  private ResourceNames() {}

  /**
   * The default name of publication and slot: {@code ws_NAMESPACE_NAME_HASH}, at most 63 of {@code
   * [a-z0-9_]}.
   */
  public static String inDatabase(String namespace, String name) {
    String readable =
        ("ws_" + namespace + "_" + name).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    String hash = hash(namespace + "/" + name);
    int room = LIMIT - hash.length() - 1;
    return readable.substring(0, Math.min(room, readable.length())) + "_" + hash;
  }

  private static String hash(String text) {
    return Digests.sha256Hex(text.getBytes(StandardCharsets.UTF_8), 8);
  }
}
