package io.pgwalstreams.plugin.view;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.operator.observe.WorkerReport.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What was seen, made up. */
final class Scene {
  static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  static final Key SHOP = new Key("shop", "shop");

  private Scene() {}

  static Look look(long second, Seen... seen) {
    return new Look(NOON.plusSeconds(second), List.of(seen));
  }

  static Facts ready(String name) {
    return new Facts(
        new Key("shop", name),
        "True",
        "Streaming",
        Optional.empty(),
        Optional.of("64Mi"),
        Optional.of("1.3Gi"),
        Optional.empty());
  }

  static Seen said(Facts facts, Live live) {
    return new Seen(facts, Optional.of(live), Optional.empty());
  }

  static Live live(String pod, long acknowledged, long walEnd, long published) {
    return new Live(
        pod,
        Phase.STREAMING,
        Optional.empty(),
        OptionalLong.of(1204),
        OptionalLong.of(acknowledged),
        Optional.of(new Lsn(walEnd)),
        Optional.of(new Lsn(published)),
        OptionalLong.of(3 << 20));
  }

  static Live waiting(Failure why) {
    return new Live(
        "p",
        Phase.WAITING,
        Optional.of(why),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }
}
