package io.pgwalstreams.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, which every Java platform must have. */
public final class Digests {
  private Digests() {}

  /** A fresh digest. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }

  /** The first {@code digits} hexadecimal digits of the SHA-256 of {@code bytes}. */
  public static String sha256Hex(byte[] bytes, int digits) {
    return HexFormat.of().formatHex(sha256().digest(bytes)).substring(0, digits);
  }
}
