package io.pgwalstreams.worker.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final int MESSAGES = 300;
  private static final Body BODY =
      Body.of("id", "x".repeat(100_000).getBytes(StandardCharsets.UTF_8));

  private final Outbox outbox = new Outbox();

  private List<Outbox.Place> inFlight(int count) {
    var places = new ArrayList<Outbox.Place>();
    for (int i = 0; i < count; i++) {
      var place = new Outbox.Place();
      outbox.put(new HeaderBytes(), BODY, place);
      places.add(place);
    }
    return places;
  }

  private static Set<byte[]> blocks(List<Outbox.Place> places) {
    Set<byte[]> blocks = Collections.newSetFromMap(new IdentityHashMap<>());
    places.forEach(p -> blocks.add(p.bytes()));
    return blocks;
  }

  @Test
  void whatWasInFlightOnceTakesNoOtherMemoryTheNextTime() {
    List<Outbox.Place> first = inFlight(MESSAGES);
    Set<byte[]> blocks = blocks(first);
    assertThat(blocks).hasSize(MESSAGES / 2);
    first.forEach(outbox::free);
    assertThat(blocks).containsAll(blocks(inFlight(MESSAGES - 2)));
  }
}
