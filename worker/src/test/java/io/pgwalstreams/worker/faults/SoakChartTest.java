package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class SoakChartTest {
  private static SoakSample sample(long seconds, long pid, OptionalLong lag) {
    return new SoakSample(seconds, pid, 102_400 + seconds, 20, 40, 8, lag, seconds * 100);
  }

  private static List<SoakSample> samples() {
    var samples = new ArrayList<SoakSample>();
    for (int i = 1; i <= 30; i++) {
      OptionalLong lag = i % 5 == 0 ? OptionalLong.empty() : OptionalLong.of(i * 1_048_576L);
      samples.add(sample(i * 10L, i <= 20 ? 7 : 8, lag));
    }
    return samples;
  }

  private static Document drawn(List<SoakSample> samples) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(SoakChart.svg(samples))));
  }

  private static int points(Document svg, SoakCurve curve) throws Exception {
    String points =
        XPathFactory.newInstance()
            .newXPath()
            .evaluate("//*[@id='" + curve.name() + "']/@points", svg);
    return points.isEmpty() ? 0 : points.split(" ", -1).length;
  }

  @Test
  void drawsACurveOfEachKindWithAPointForEachSampleThatHasOne() throws Exception {
    Document svg = drawn(samples());
    assertThat(svg.getElementsByTagName("polyline").getLength())
        .isEqualTo(SoakCurve.values().length);
    assertThat(points(svg, SoakCurve.MEMORY)).isEqualTo(30);
    assertThat(points(svg, SoakCurve.LAG)).isEqualTo(24);
  }

  @Test
  void marksWhereTheWorkerIsAnotherProcess() {
    assertThat(SoakChart.svg(samples())).contains("class=\"restart\"");
    assertThat(SoakChart.svg(samples().subList(0, 20))).doesNotContain("class=\"restart\"");
  }

  @Test
  void drawsAnEmptyPictureOfNothing() throws Exception {
    assertThat(points(drawn(List.of()), SoakCurve.MEMORY)).isZero();
  }

  @Test
  void scalesEndAtRoundNumbers() {
    assertThat(SoakChart.roundedUp(0)).isEqualTo(1);
    assertThat(SoakChart.roundedUp(96)).isEqualTo(100);
    assertThat(SoakChart.roundedUp(101)).isEqualTo(200);
    assertThat(SoakChart.roundedUp(41)).isEqualTo(50);
  }

  @Test
  void comparesTheBeginningWithTheEnd() {
    assertThat(SoakCurve.LAG.trend(samples()))
        .isEqualTo(
            "WAL behind the slot, MiB: median 6.0 in the second tenth of the time,"
                + " 29.0 in the last one, highest 29.0");
  }

  @Test
  void aSampleIsALineOfTheTable() {
    assertThat(sample(10, 7, OptionalLong.empty()).csv()).isEqualTo("10,7,102410,20,40,8,,1000");
    assertThat(SoakSample.HEADER.split(",", -1)).hasSize(8);
  }
}
