package io.pgwalstreams.postgres;

import io.pgwalstreams.tls.ReadAhead;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The TCP socket under a connection, whose input is read message by message while it is plain. */
final class WatchedSocket extends Socket {
  private final int unframed;
  private @Nullable MessageInput input;
  private @Nullable InputStream encrypted;

  /** {@code unframed}: how many bytes come before the first message, or before TLS. */
  WatchedSocket(int unframed) {
    this.unframed = unframed;
  }

  /**
   * From now on whoever asks for the input is to have TLS' bytes, which are no messages. PostgreSQL
   * makes a TLS record of each row, and Java reads a record's header and then its rest: the buffer
   * takes many of them with one call of the system.
   */
  ReadAhead encrypt() throws IOException {
    var buffered = new ReadAhead(super.getInputStream());
    encrypted = buffered;
    return buffered;
  }

  /** What comes; only once it is connected. */
  MessageInput input() throws IOException {
    MessageInput made = input;
    if (made == null) {
      InputStream plain = super.getInputStream();
      made = new MessageInput(this, plain, unframed);
      input = made;
    }
    return made;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return encrypted != null ? encrypted : input();
  }
}
