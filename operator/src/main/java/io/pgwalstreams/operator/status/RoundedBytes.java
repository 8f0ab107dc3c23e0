package io.pgwalstreams.operator.status;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** A number of bytes for people: two significant digits. Pure. */
public final class RoundedBytes {
  private static final String[] UNITS = {"Ki", "Mi", "Gi", "Ti", "Pi"};
  private static final BigDecimal STEP = BigDecimal.valueOf(1024);

  /** From here on two digits are better placed in the next unit: 0.98Gi, not 1000Mi. */
  private static final BigDecimal ENOUGH = BigDecimal.valueOf(1000);

  private RoundedBytes() {}

  /** {@code 1.3Gi}, {@code 64Mi}, {@code 0}; less than a Ki counts as nothing. */
  public static String text(long bytes) {
    if (bytes < 1024) {
      return "0";
    }
    BigDecimal number = BigDecimal.valueOf(bytes).divide(STEP, MathContext.DECIMAL64);
    int unit = 0;
    while (rounded(number).compareTo(ENOUGH) >= 0 && unit < UNITS.length - 1) {
      number = number.divide(STEP, MathContext.DECIMAL64);
      unit++;
    }
    return rounded(number).stripTrailingZeros().toPlainString() + UNITS[unit];
  }

  /** The number that {@link #text} gave this for. */
  static double bytes(String text) {
    double unit = 1;
    for (String suffix : UNITS) {
      unit *= STEP.doubleValue();
      if (text.endsWith(suffix)) {
        return unit * Double.parseDouble(text.substring(0, text.length() - suffix.length()));
      }
    }
    return Double.parseDouble(text);
  }

  private static BigDecimal rounded(BigDecimal number) {
    return number.round(new MathContext(2, RoundingMode.HALF_UP));
  }
}
