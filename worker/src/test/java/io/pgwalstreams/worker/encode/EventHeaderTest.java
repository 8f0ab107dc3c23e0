package io.pgwalstreams.worker.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.change.Position;
import io.pgwalstreams.worker.change.TransactionId;
import io.pgwalstreams.worker.jetstream.HeaderBytes;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Whole;
import io.pgwalstreams.worker.jetstream.SentMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventHeaderTest {
  private static final Lsn COMMIT = Lsn.parse("16/B374D848");
  private static final EventHeader MIDDLE = header(new Position(COMMIT, 11), null);
  private static final EventHeader LAST = header(null, Lsn.parse("16/B374D900"));

  private static EventHeader header(@Nullable Position prev, @Nullable Lsn lastEnd) {
    return new EventHeader(
        "18446744073709551615",
        3,
        new Position(COMMIT, 12),
        new TransactionId(COMMIT, 4294967295L, 820_724_645_680_000L),
        "9f2c01ab34cd56ef",
        4,
        prev,
        lastEnd);
  }

  private static StoredMessage stored(List<Header> headers) {
    return new StoredMessage(1, "db.public.users.insert", headers, new byte[0]);
  }

  @Test
  void isWrittenAsTheDocumentationShows() {
    assertThat(MIDDLE.toHeaders())
        .containsExactly(
            new Header("Pgws-Position", "18446744073709551615.3/16/B374D848/12"),
            new Header("Pgws-Xid", "4294967295"),
            new Header("Pgws-Chain", "1 9f2c01ab34cd56ef 4 820724645680000 16/B374D848/11"));
    assertThat(LAST.toHeaders())
        .contains(
            new Header("Pgws-Chain", "1 9f2c01ab34cd56ef 4 820724645680000 -"),
            new Header("Pgws-Last", "16/B374D900"));
  }

  /** With numbers of every length, at the ends of what the types hold too. */
  @Test
  void isSentAsItIsListed() {
    var random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      var header = any(random);
      assertSent(header, writer(header));
    }
  }

  private static EventHeaders writer(EventHeader header) {
    return new EventHeaders(header.systemIdentifier(), header.timeline(), header.epoch());
  }

  private static void assertSent(EventHeader header, EventHeaders writer) {
    var event =
        new Event(
            header.position(),
            header.transaction(),
            "db.a.b.insert",
            new Body(),
            new Event.Label("a", "b", "insert"));
    var sent = new HeaderBytes();
    sent.begin();
    writer.write(event, header.mapping(), header.prev(), header.lastEnd(), sent);
    sent.end();
    var message = new Whole(event.subject(), sent.array(), 0, sent.length(), 0);
    assertThat(SentMessage.of(message).headers()).isEqualTo(header.toHeaders());
    assertThat(EventHeader.parse(SentMessage.of(message).storedAt(1))).contains(header);
  }

  /** Each differs from the one before in one thing: nothing is kept that belongs to another. */
  @Test
  void isSentAsItIsListedBehindAnyOther() {
    var random = new Random(11);
    EventHeader header = any(random);
    var writer = writer(header);
    for (int i = 0; i < 10_000; i++) {
      header = changed(header, random);
      assertSent(header, writer);
    }
  }

  private static EventHeader changed(EventHeader h, Random random) {
    Position position = h.position();
    TransactionId transaction = h.transaction();
    String mapping = h.mapping();
    Position prev = h.prev();
    Lsn lastEnd = h.lastEnd();
    switch (random.nextInt(7)) {
      case 0 -> position = new Position(position.lsn(), random.nextInt(1000));
      case 1 -> position = position(random);
      case 2 -> transaction = new TransactionId(transaction.commitLsn(), random.nextInt(9), 5);
      case 3 -> transaction = any(random).transaction();
      case 4 -> mapping = "%016x".formatted(random.nextInt(100));
      case 5 -> prev = random.nextBoolean() ? null : new Position(position.lsn(), 7);
      default -> lastEnd = random.nextBoolean() ? null : position.lsn();
    }
    transaction = new TransactionId(position.lsn(), transaction.xid(), transaction.commitMicros());
    return new EventHeader(
        h.systemIdentifier(),
        h.timeline(),
        position,
        transaction,
        mapping,
        h.epoch(),
        prev,
        lastEnd);
  }

  private static EventHeader any(Random random) {
    var position = position(random);
    long xid = random.nextLong() >>> 32 >>> random.nextInt(32);
    long micros = (random.nextLong() >> 6 >> random.nextInt(58)) % 999_999_999_999_999_999L;
    return new EventHeader(
        Long.toUnsignedString(random.nextLong()),
        random.nextInt() >>> 1 >>> random.nextInt(31),
        position,
        new TransactionId(position.lsn(), xid, micros),
        "9f2c01ab34cd56ef",
        1 + (random.nextLong() >>> 6) % 999_999_999_999_999_999L,
        random.nextInt(4) == 0 ? null : position(random),
        random.nextBoolean() ? null : new Lsn(random.nextLong()));
  }

  private static Position position(Random random) {
    long lsn = random.nextLong() >>> random.nextInt(64);
    return new Position(new Lsn(lsn), (random.nextLong() >>> 1) % 1_000_000_000_000_000_000L);
  }

  @Test
  void readsWhatItWrote() {
    for (var header : List.of(MIDDLE, LAST)) {
      assertThat(EventHeader.parse(stored(header.toHeaders()))).contains(header);
    }
  }

  @Test
  void readsItsHeadersAmongOthers() {
    var headers = new ArrayList<>(List.of(new Header("Nats-Expected-Stream", "db")));
    headers.addAll(LAST.toHeaders());
    assertThat(EventHeader.parse(stored(headers))).contains(LAST);
  }

  @Test
  void foreignMessagesHaveNone() {
    assertThat(EventHeader.parse(stored(List.of()))).isEmpty();
    assertThat(EventHeader.parse(stored(List.of(new Header("Pgws-Xid", "1"))))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Pgws-Position,18446744073709551615.3/16/B374D848",
    "Pgws-Position,18446744073709551615.03/16/B374D848/12",
    "Pgws-Position,18446744073709551615.3/16/b374d848/12",
    "Pgws-Position,18446744073709551615.3/16/0B374D48/12",
    "Pgws-Position,18446744073709551615.9999999999/16/B374D848/12",
    "Pgws-Position,18446744073709551615.3/16/B374D848/-1",
    "Pgws-Position,'18446744073709551615.3/16/B374D848/12 '",
    "Pgws-Xid,+1",
    "Pgws-Xid,''",
    "Pgws-Chain,2 9f2c01ab34cd56ef 4 820724645680000 -",
    "Pgws-Chain,1 9F2C01AB34CD56EF 4 820724645680000 -",
    "Pgws-Chain,1 9f2c01ab34cd56ef 4 820724645680000",
    "Pgws-Chain,1 9f2c01ab34cd56ef 04 820724645680000 -",
    "Pgws-Chain,1 9f2c01ab34cd56ef 4 820724645680000 - -",
    "Pgws-Last,16/B374D900/1",
    "Pgws-Last,''",
  })
  void takesNothingThatItWouldNotWrite(String name, String value) {
    var headers = new ArrayList<Header>();
    for (var header : LAST.toHeaders()) {
      headers.add(header.name().equals(name) ? new Header(name, value) : header);
    }
    assertThat(EventHeader.parse(stored(headers))).isEmpty();
  }

  @Test
  void staysBelowItsBound() {
    long bytes =
        header(new Position(new Lsn(-1), 999_999_999_999_999_999L), new Lsn(-1))
            .toHeaders()
            .stream()
            .mapToLong(h -> h.name().length() + h.value().length() + 4)
            .sum();
    assertThat(bytes).isLessThan(EventHeader.MAX_BYTES / 2);
  }
}
