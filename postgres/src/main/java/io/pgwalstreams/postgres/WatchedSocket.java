package io.pgwalstreams.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The TCP socket under a connection, whose input is read message by message while it is plain. */
final class WatchedSocket extends Socket {
  private final int unframed;
  private @Nullable MessageInput input;
  private boolean encrypting;

  /** {@code unframed}: how many bytes come before the first message, or before TLS. */
  WatchedSocket(int unframed) {
    this.unframed = unframed;
  }

  /** From now on whoever asks for the input is to have TLS' bytes, which are no messages. */
  InputStream encrypt() throws IOException {
    encrypting = true;
    return super.getInputStream();
  }

  /** What comes; only once it is connected. */
  MessageInput input() throws IOException {
    MessageInput made = input;
    if (made == null) {
      InputStream plain = super.getInputStream();
      made = new MessageInput(this, plain, plain, unframed);
      input = made;
    }
    return made;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return encrypting ? super.getInputStream() : input();
  }
}
