package io.pgwalstreams.worker.pgoutput;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Messages that real servers sent; {@code capture.sql} beside them says how they were made. */
final class Goldens {
  private Goldens() {}

  /** All messages of {@code postgres-VERSION.hex}, in order. */
  static List<byte[]> of(int version) {
    String name = "/pgoutput/postgres-" + version + ".hex";
    try (var in = Objects.requireNonNull(Goldens.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(HexFormat.of()::parseHex)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
