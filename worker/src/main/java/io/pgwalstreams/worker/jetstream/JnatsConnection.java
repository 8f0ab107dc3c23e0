package io.pgwalstreams.worker.jetstream;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.NUID;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.impl.Headers;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.worker.jetstream.JetStreamPort.Header;
import io.pgwalstreams.worker.jetstream.JetStreamPort.OutgoingMessage;
import io.pgwalstreams.worker.jetstream.JetStreamPort.PublishAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection of jnats, from its first handshake to its loss. Thread-safe. */
final class JnatsConnection {
  private static final Pattern DENIED =
      Pattern.compile("(?i)permissions violation for (publish|subscription) to \"([^\"]+)\".*");
  private static final Duration PING_EVERY = Duration.ofSeconds(10);
  private static final int UNLIMITED = -1;

  /** Behind the inbox, in the reply subjects of publishes and of requests. */
  private static final String PUBLISH = "a.";

  private static final String REQUEST = "r.";

  private final Events events;
  private final ExecutorService callbacks =
      Executors.newSingleThreadExecutor(JnatsConnection::thread);
  private final Trouble trouble = new Trouble();
  private final String inbox = "_INBOX." + NUID.nextGlobal() + ".";
  private volatile @Nullable SharedPort port;
  private volatile @Nullable PublishWriter writer;
  private volatile @Nullable Connection connection;
  private volatile String server = "";
  private volatile boolean lost;

  /** What happens on a connection; on jnats' threads. */
  interface Events {
    /** Answers to what was published, in the order of their coming. */
    void answers(List<PublishAnswer> answers);

    /** The answer to a request, of which {@code tail} is the name. */
    void reply(String tail, int status, byte[] body);

    void publishDenied(String subject, String error);

    void subscribeDenied(String subject, String error);

    /** The connection is gone; may be told more than once. */
    void lost(JnatsConnection which, String why);
  }

  private JnatsConnection(Events events) {
    this.events = events;
  }

  private static Thread thread(Runnable work) {
    return Thread.ofVirtual().name("nats-events").unstarted(work);
  }

  /** Connects. Throws FailureException with the reason when no server takes us. */
  static JnatsConnection open(NatsEndpoint endpoint, Events events) throws InterruptedException {
    var made = new JnatsConnection(events);
    try {
      made.connect(endpoint);
      return made;
    } catch (IOException | IllegalArgumentException | IllegalStateException e) {
      made.close();
      made.awaitCallbacks();
      var why =
          NatsFailures.connecting(
              endpoint, made.trouble.of(e), e instanceof AuthenticationException);
      throw lacksCertificate(endpoint, why) ? NatsFailures.certificateDemanded(endpoint, e) : why;
    }
  }

  private static boolean lacksCertificate(NatsEndpoint endpoint, FailureException why) {
    return why.failure().reason() == Reason.NatsUnreachable
        && endpoint.encrypted()
        && (endpoint.tls() == null || endpoint.tls().certificate() == null)
        && InfoProbe.demandsClientCertificate(endpoint);
  }

  private void connect(NatsEndpoint endpoint) throws IOException, InterruptedException {
    var established = Nats.connect(options(endpoint));
    connection = established;
    server = String.valueOf(established.getConnectedUrl());
    Dispatcher dispatcher = established.createDispatcher(this::received);
    dispatcher.setPendingLimits(UNLIMITED, UNLIMITED);
    // for both kinds of answers; those to publishes are taken out on the way
    dispatcher.subscribe(inbox + ">");
    var shared = Objects.requireNonNull(port, "jnats makes its port by the name in its options");
    var publishing = new PublishWriter(shared, inbox + PUBLISH, this::unwritable);
    writer = publishing;
    publishing.start();
  }

  private void received(Message message) {
    var status = message.isStatusMessage() ? message.getStatus().getCode() : 0;
    String subject = message.getSubject();
    int name = inbox.length() + REQUEST.length();
    if (subject.startsWith(REQUEST, inbox.length())) {
      events.reply(subject.substring(name), status, message.getData());
    }
  }

  /** jnats may not have noticed: it reads, and writes only now and then. */
  private void unwritable(IOException why) {
    trouble.exception(why);
    lost = true;
    events.lost(this, trouble.words());
  }

  private Options options(NatsEndpoint endpoint) {
    return NatsOptions.of(endpoint)
        .noReconnect()
        .reconnectBufferSize(0)
        .maxMessagesInOutgoingQueue(0)
        .pingInterval(PING_EVERY)
        .subjectValidationType(Options.SubjectValidationType.None)
        .dataPortType(SharedPort.class.getName())
        .callbackExecutor(callbacks)
        .errorListener(new Errors())
        .connectionListener(new Ends())
        .build();
  }

  String server() {
    return server;
  }

  boolean isLost() {
    return lost;
  }

  long maxPayload() {
    var established = connection;
    return established == null ? 0 : established.getMaxPayload();
  }

  /** Takes a message that is published at the next {@link #flush}; never blocks. */
  void publish(OutgoingMessage message, int attempt, long sequence) {
    var publishing = writer;
    if (publishing != null && !lost) {
      publishing.add(message, attempt, sequence);
    }
  }

  /** False when so much waits for the socket that no more should be published for a while. */
  boolean hasRoom() {
    var publishing = writer;
    return publishing == null || publishing.hasRoom();
  }

  int discard() {
    var publishing = writer;
    return publishing == null ? 0 : publishing.discard();
  }

  void flush(long unanswered) {
    var publishing = writer;
    if (publishing != null) {
      publishing.push(unanswered);
    }
  }

  /**
   * False when the connection is gone. Does not block: jnats' queue has no limit here. {@code name}
   * comes back with the reply.
   */
  boolean request(String subject, String name, List<Header> headers, byte[] body) {
    var established = connection;
    if (lost || established == null) {
      return false;
    }
    Headers own = null;
    if (!headers.isEmpty()) {
      own = new Headers();
      for (var header : headers) {
        own.put(header.name(), header.value());
      }
    }
    try {
      established.publish(subject, inbox + REQUEST + name, own, body);
      return true;
    } catch (IllegalStateException e) {
      return false; // closed in between
    }
  }

  private void awaitCallbacks() throws InterruptedException {
    callbacks.shutdown();
    callbacks.awaitTermination(1, java.util.concurrent.TimeUnit.SECONDS);
  }

  /** Ends it without waiting. */
  void close() {
    lost = true;
    var publishing = writer;
    if (publishing != null) {
      publishing.close();
    }
    var established = connection;
    if (established != null) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  established.close();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
                callbacks.shutdown();
              });
    }
  }

  private final class Ends implements ConnectionListener, SharedPort.Owner {
    @Override
    public AckTap made(SharedPort which) {
      port = which;
      return new AckTap(inbox + PUBLISH, events::answers);
    }

    @Override
    @Deprecated
    public void connectionEvent(Connection which, ConnectionListener.Events type) {
      if (type == ConnectionListener.Events.DISCONNECTED
          || type == ConnectionListener.Events.CLOSED) {
        lost = true;
        if (connection != null) {
          events.lost(JnatsConnection.this, trouble.words());
        }
      }
    }
  }

  private final class Errors implements ErrorListener {
    @Override
    public void errorOccurred(Connection which, String error) {
      var denied = DENIED.matcher(error);
      if (!denied.matches()) {
        trouble.error(error);
      } else if (denied.group(1).equalsIgnoreCase("publish")) {
        events.publishDenied(denied.group(2), error);
      } else {
        events.subscribeDenied(denied.group(2), error);
      }
    }

    @Override
    public void exceptionOccurred(Connection which, Exception e) {
      trouble.exception(e);
    }

    @Override
    public void slowConsumerDetected(Connection which, Consumer consumer) {
      trouble.error("slow consumer");
    }
  }
}
