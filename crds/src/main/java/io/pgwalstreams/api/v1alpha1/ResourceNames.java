package io.pgwalstreams.api.v1alpha1;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
