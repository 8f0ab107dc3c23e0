package io.pgwalstreams.worker.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.worker.encode.Body;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final int MESSAGES = 300;
  private static final Body BODY = body(100_000);

  private final Outbox outbox = new Outbox();

  private static Body body(int length) {
    return Body.of("id", "x".repeat(length).getBytes(UTF_8));
  }

  private List<Outbox.Place> inFlight(int count) {
    var places = new ArrayList<Outbox.Place>();
    for (int i = 0; i < count; i++) {
      places.add(put(BODY));
    }
    return places;
  }

  private Outbox.Place put(Body body) {
    Outbox.Place place = outbox.place();
    outbox.put(new HeaderBytes(), body, place);
    return place;
  }

  private static String text(Outbox.Place place) {
    return new String(
        place.bytes(), place.from(), place.headerLength() + place.bodyLength(), UTF_8);
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

  @Test
  void aMessageLargerThanABlockTakesNoneOfTheOthersPlace() {
    Outbox.Place before = put(body(10));
    Outbox.Place large = put(body(Outbox.BLOCK_BYTES + 1));
    Outbox.Place behind = put(body(20));
    assertThat(before.bytes()).isSameAs(behind.bytes()).isNotSameAs(large.bytes());
    assertThat(text(large)).endsWith("x".repeat(Outbox.BLOCK_BYTES + 1));

    outbox.free(large);
    Outbox.Place larger = put(body(Outbox.BLOCK_BYTES + 2));
    assertThat(larger.bytes().length).isGreaterThan(Outbox.BLOCK_BYTES + 1);
    assertThat(text(before)).endsWith("x".repeat(10));
    assertThat(text(behind)).endsWith("x".repeat(20));
    Outbox.Place another = put(body(Outbox.BLOCK_BYTES + 3));
    assertThat(text(larger)).endsWith("x".repeat(Outbox.BLOCK_BYTES + 2));
    assertThat(another.bytes()).isNotSameAs(larger.bytes());
    outbox.free(another);
    outbox.free(larger);
    outbox.free(before);
    outbox.free(behind);
    assertThat(put(body(30)).bytes().length).isEqualTo(Outbox.BLOCK_BYTES);
  }
}
