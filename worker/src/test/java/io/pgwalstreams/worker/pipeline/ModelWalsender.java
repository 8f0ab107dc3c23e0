package io.pgwalstreams.worker.pipeline;

import io.pgwalstreams.database.Lsn;
import io.pgwalstreams.worker.pgoutput.PgOutputBytes;
import io.pgwalstreams.worker.pgoutput.PgOutputMessage;
import io.pgwalstreams.worker.replication.ReplicationFrame;
import io.pgwalstreams.worker.replication.ReplicationStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Sends what a test hands to it: transactions of logical messages, known by their commit LSN. */
final class ModelWalsender implements ReplicationStream {
  private final ArrayDeque<ReplicationFrame> coming = new ArrayDeque<>();

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

  private void send(PgOutputMessage m) {
    coming.add(new ReplicationFrame.WalData(new Lsn(1), new Lsn(1000), PgOutputBytes.of(m)));
  }

  @Override
  public @Nullable ReplicationFrame poll() {
    return coming.poll();
  }

  @Override
  public void patience(int millis) {}

  @Override
  public void confirm(Lsn received, Lsn flushed) {}

  @Override
  public void close() {}
}
