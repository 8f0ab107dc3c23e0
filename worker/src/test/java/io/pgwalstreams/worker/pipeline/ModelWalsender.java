package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputBytes;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.replication.ReplicationFrame;
import io.pgwalstreams.worker.replication.ReplicationStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends what a test hands to it: transactions of logical messages, known by their commit LSN. */
final class ModelWalsender implements ReplicationStream {
  /** How long each read that found nothing would have waited, in milliseconds. */
  final List<Integer> waits = new ArrayList<>();

  private final ArrayDeque<ReplicationFrame> coming = new ArrayDeque<>();
  private int patience = 1;
  private Runnable whenEmpty = () -> {};

  void transaction(long lsn, String... messages) {
    begin(lsn, messages);
    commit(lsn);
  }

  void begin(long lsn, String... messages) {
    send(new PgOutputMessage.Begin(new Lsn(lsn), lsn, 7));
    for (String prefix : messages) {
      send(new PgOutputMessage.LogicalMessage(true, new Lsn(lsn), prefix, new byte[] {'x'}));
    }
  }

  void commit(long lsn) {
    send(new PgOutputMessage.Commit(new Lsn(lsn), new Lsn(lsn + 5), lsn));
  }

  void send(PgOutputMessage m) {
    byte[] bytes = PgOutputBytes.of(m);
    coming.add(new ReplicationFrame.WalData().become(1, bytes, 0, bytes.length));
  }

  void keepalive(long lsn) {
    coming.add(new ReplicationFrame.Keepalive(new Lsn(lsn), false));
  }

  @Override
  public @Nullable ReplicationFrame poll() {
    ReplicationFrame next = coming.poll();
    if (next == null) {
      waits.add(patience);
      whenEmpty.run();
    }
    return next;
  }

  /** What a test does when everything was read. */
  void whenEmpty(Runnable action) {
    whenEmpty = action;
  }

  @Override
  public void patience(int millis) {
    patience = millis;
  }

  @Override
  public void confirm(Lsn received, Lsn flushed) {}

  @Override
  public void close() {}
}
