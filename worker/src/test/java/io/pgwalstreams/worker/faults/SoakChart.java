package io.pgwalstreams.worker.faults;

import java.util.List;
import java.util.Locale;

/** Draws a soak as SVG: one curve below the other over one axis of time. */
final class SoakChart {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 110;
  private static final int GAP = 44;
  private static final int LEFT = 70;
  private static final int TICKS = 6;

  private final List<SoakSample> samples;
  private final double seconds;
  private final StringBuilder svg = new StringBuilder();

  private SoakChart(List<SoakSample> samples) {
    this.samples = samples;
    this.seconds = Math.max(1, samples.isEmpty() ? 1 : samples.getLast().seconds());
  }

  /** The picture of these. */
  static String svg(List<SoakSample> samples) {
    return new SoakChart(List.copyOf(samples)).drawn();
  }

  private String drawn() {
    int height = GAP + SoakCurve.values().length * (HEIGHT + GAP);
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
            + " font-family=\"sans-serif\" font-size=\"12\">",
        LEFT + WIDTH + 30, height);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    int top = GAP;
    for (SoakCurve curve : SoakCurve.values()) {
      panel(curve, top);
      top += HEIGHT + GAP;
    }
    add("</svg>");
    return svg.toString();
  }

  private void panel(SoakCurve curve, int top) {
    double highest = roundedUp(curve.highest(samples));
    add(
        "<text x=\"%d\" y=\"%d\" font-weight=\"bold\" fill=\"#222222\">%s</text>",
        LEFT, top - 8, curve.title());
    for (int i = 0; i <= 2; i++) {
      double y = top + HEIGHT * (1 - i / 2.0);
      line(LEFT, y, LEFT + WIDTH, y);
      text(LEFT - 8, y + 4, "end", number(highest * i / 2));
    }
    for (int i = 0; i <= TICKS; i++) {
      double x = LEFT + WIDTH * (i / (double) TICKS);
      line(x, top, x, top + HEIGHT);
      text(x, top + HEIGHT + 15, "middle", number(seconds * i / TICKS / 60) + " min");
    }
    restarts(top);
    curve(curve, top, highest);
  }

  private void curve(SoakCurve curve, int top, double highest) {
    var points = new StringBuilder();
    for (SoakSample sample : samples) {
      curve
          .of(sample)
          .ifPresent(
              v ->
                  points.append(format("%.1f,%.1f ", x(sample), top + HEIGHT * (1 - v / highest))));
    }
    add(
        "<polyline id=\"%s\" fill=\"none\" stroke=\"#1f5fa8\" stroke-width=\"1.4\" points=\"%s\"/>",
        curve.name(), points.toString().strip());
  }

  /** Where the worker was another process than before. */
  private void restarts(int top) {
    for (int i = 1; i < samples.size(); i++) {
      if (samples.get(i).pid() != samples.get(i - 1).pid()) {
        double x = x(samples.get(i));
        add(
            "<line class=\"restart\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\""
                + " stroke=\"#c0392b\" stroke-dasharray=\"3 3\"/>",
            x, top, x, top + HEIGHT);
      }
    }
  }

  private double x(SoakSample sample) {
    return LEFT + WIDTH * (sample.seconds() / seconds);
  }

  private void line(double x1, double y1, double x2, double y2) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
        x1, y1, x2, y2);
  }

  private void text(double x, double y, String anchor, String words) {
    add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#555555\">%s</text>",
        x, y, anchor, words);
  }

  private void add(String form, Object... values) {
    svg.append(format(form, values)).append('\n');
  }

  private static String format(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  private static String number(double value) {
    return value == Math.rint(value) ? format("%.0f", value) : format("%.1f", value);
  }

  /** 1, 2, 4, 5 or 10 times a power of ten, so that the scale is easy to read. */
  static double roundedUp(double value) {
    if (value <= 0) {
      return 1;
    }
    double power = Math.pow(10, Math.floor(Math.log10(value)));
    for (double step : new double[] {1, 2, 4, 5}) {
      if (value <= step * power) {
        return step * power;
      }
    }
    return 10 * power;
  }
}
