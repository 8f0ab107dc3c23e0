package io.pgwalstreams.plugin.tail;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.encode.EventHeader;
import io.pgwalstreams.worker.jetstream.NatsEndpoint;
import io.pgwalstreams.worker.jetstream.NatsFailures;
import io.pgwalstreams.worker.jetstream.NatsOptions;
import io.pgwalstreams.worker.jetstream.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection of jnats as the WalStream's own user. Thread-safe. */
public final class TailConnection implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int NO_MESSAGE = 404;

  private final Connection nats;
  private final String apiPrefix;
  private final Listener listener;

  private TailConnection(Connection nats, String apiPrefix, Listener listener) {
    this.nats = nats;
    this.apiPrefix = apiPrefix;
    this.listener = listener;
  }

  /**
   * Connects; FailureException with the reason when no server takes us.
   *
   * @param ways ports of this machine that lead to servers, by the server's address
   */
  public static TailConnection open(NatsEndpoint endpoint, Map<String, Integer> ways)
      throws InterruptedException {
    var listener = new Listener(Ways.names(ways));
    try {
      Connection nats =
          Nats.connect(
              NatsOptions.of(Ways.over(endpoint, ways))
                  .dataPortType(ForwardedPort.class.getName())
                  .connectionListener(listener)
                  .errorListener(listener)
                  // their addresses lead nowhere from here
                  .ignoreDiscoveredServers()
                  .build());
      return new TailConnection(nats, endpoint.apiPrefix(), listener);
    } catch (IOException e) {
      throw NatsFailures.connecting(
          endpoint, listener.trouble.of(e), e instanceof AuthenticationException);
    }
  }

  Connection nats() {
    return nats;
  }

  /** Whether the server has refused something that the user may not do. */
  boolean wasDenied() {
    return listener.denied != null;
  }

  /** The server's words about it. */
  String words() {
    return String.valueOf(listener.denied);
  }

  /** What the user must be allowed to do so that a stream can be read, as a worker's user is. */
  String needed(String stream) {
    return "publish to "
        + apiPrefix
        + ".STREAM.INFO."
        + stream
        + " and "
        + messages(stream)
        + ", and to subscribe to _INBOX.>";
  }

  private String messages(String stream) {
    return apiPrefix + ".STREAM.MSG.GET." + stream;
  }

  /**
   * The first message from this sequence on, from the stream's leader; empty when there is none.
   * The worker looks at streams in the same way, so its user may do it.
   */
  Optional<Stored> next(String stream, long sequence) throws InterruptedException {
    String question = "{\"seq\":" + sequence + ",\"next_by_subj\":\">\"}";
    Message answer =
        nats.request(messages(stream), question.getBytes(StandardCharsets.UTF_8), PATIENCE);
    if (answer == null) {
      throw Reason.NatsUnreachable.because(
              "nobody tells which messages stream '"
                  + stream
                  + "' holds"
                  + (wasDenied() ? " (" + words() + ")" : ""),
              "check that JetStream runs, and that the WalStream's user may publish to "
                  + messages(stream))
          .asException();
    }
    var info = new MessageInfo(answer, stream, false);
    if (info.hasError()) {
      if (info.getErrorCode() == NO_MESSAGE) {
        return Optional.empty();
      }
      throw Reason.StreamUnavailable.because(
              "stream '" + stream + "' answers " + info.getError(), "try again")
          .asException();
    }
    return Optional.of(stored(info));
  }

  private static Stored stored(MessageInfo info) {
    Headers headers = info.getHeaders();
    byte[] data = info.getData();
    return new Stored(
        info.getSeq(),
        info.getTime().toInstant(),
        info.getSubject(),
        headers == null ? null : headers.getFirst(EventHeader.POSITION),
        data == null ? "" : new String(data, StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      nats.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** On jnats' threads. */
  private static final class Listener
      implements ConnectionListener, ErrorListener, ForwardedPort.Names {
    private final Map<Integer, String> names;
    private final Trouble trouble = new Trouble();
    private volatile @Nullable String denied;

    private Listener(Map<Integer, String> names) {
      this.names = names;
    }

    @Override
    public Map<Integer, String> names() {
      return names;
    }

    @Override
    @Deprecated
    public void connectionEvent(Connection which, ConnectionListener.Events type) {}

    @Override
    public void errorOccurred(Connection which, String error) {
      trouble.error(error);
      if (error.toLowerCase(Locale.ROOT).contains("permissions violation")) {
        denied = error;
      }
    }

    @Override
    public void exceptionOccurred(Connection which, Exception e) {
      trouble.exception(e);
    }
  }
}
