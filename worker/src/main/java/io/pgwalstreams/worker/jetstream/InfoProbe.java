package io.pgwalstreams.worker.jetstream;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a server whether it demands a client certificate: with TLS 1.3 it says so only after the
 * client believes in the handshake, and closes, so that the connect ends in a timeout. It is in the
 * INFO that the server sends in clear before TLS ({@code tls_verify}; NATS client protocol, INFO).
 */
final class InfoProbe {
  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int NATS_PORT = 4222;

  private InfoProbe() {}

  /** False also when nothing can be learnt. */
  static boolean demandsClientCertificate(NatsEndpoint endpoint) {
    return endpoint.servers().stream().anyMatch(InfoProbe::demands);
  }

  private static boolean demands(String server) {
    try (var socket = new Socket()) {
      var uri = URI.create(server.contains("://") ? server : "nats://" + server);
      int port = uri.getPort() < 0 ? NATS_PORT : uri.getPort();
      socket.connect(new InetSocketAddress(uri.getHost(), port), (int) LIMIT.toMillis());
      socket.setSoTimeout((int) LIMIT.toMillis());
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      var info = in.readLine();
      return info != null
          && info.startsWith("INFO {")
          && ApiMessages.read(info.substring(5).getBytes(StandardCharsets.UTF_8))
              .path("tls_verify")
              .asBoolean();
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
