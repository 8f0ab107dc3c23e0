package io.pgwalstreams.api.v1alpha1;

/** A number of bytes in Kubernetes' notation. Pure. */
public final class Quantity {
  /** What {@link #bytes} reads. */
  public static final String PATTERN = "^[0-9]{1,15}(Ki|Mi|Gi|Ti|k|M|G|T)?$";

  /** The length of the longest one. */
  static final int LONGEST = 17;

  private Quantity() {}

  /**
   * The bytes of {@code 20Gi}, {@code 500M} or {@code 1024}; IllegalArgumentException for anything
   * else.
   */
  public static long bytes(String text) {
    if (!text.matches(PATTERN)) {
      throw new IllegalArgumentException("not a quantity: '" + text + "'");
    }
    String digits = text.replaceAll("[A-Za-z]", "");
    return Math.multiplyExact(Long.parseLong(digits), unit(text.substring(digits.length())));
  }

  private static long unit(String suffix) {
    return switch (suffix) {
      case "" -> 1;
      case "Ki" -> 1L << 10;
      case "Mi" -> 1L << 20;
      case "Gi" -> 1L << 30;
      case "Ti" -> 1L << 40;
      case "k" -> 1000;
      case "M" -> 1_000_000;
      case "G" -> 1_000_000_000;
      case "T" -> 1_000_000_000_000L;
      default -> throw new IllegalArgumentException("not a unit: '" + suffix + "'");
    };
  }
}
