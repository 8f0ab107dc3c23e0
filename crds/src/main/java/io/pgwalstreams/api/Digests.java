package io.pgwalstreams.api;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digests that every Java platform must have. */
public final class Digests {
  private Digests() {}

  /** A fresh digest; {@code name} is one that the platform must have: SHA-1 or SHA-256. */
  public static MessageDigest of(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(name + " is required of every Java platform", e);
    }
  }

  /** The first {@code digits} hexadecimal digits of the SHA-256 of {@code bytes}. */
  public static String sha256Hex(byte[] bytes, int digits) {
    return HexFormat.of().formatHex(of("SHA-256").digest(bytes)).substring(0, digits);
  }
}
