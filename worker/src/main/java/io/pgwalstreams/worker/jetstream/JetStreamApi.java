package io.pgwalstreams.worker.jetstream;

import com.fasterxml.jackson.databind.JsonNode;
import io.pgwalstreams.worker.jetstream.JetStreamPort.StoredMessage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Requests to JetStream's API, and what its answers mean. Thread-safe. */
final class JetStreamApi {
  private static final byte[] NOTHING = {};

  private final NatsLink link;

  JetStreamApi(NatsLink link) {
    this.link = link;
  }

  private String subject(String call) {
    return link.endpoint().apiPrefix() + "." + call;
  }

  private CompletableFuture<JsonNode> ask(String call, byte[] body) {
    return link.ask(subject(call), body).thenApply(ApiMessages::read);
  }

  /** STREAM.INFO; empty when there is no such stream. */
  CompletableFuture<Optional<JsonNode>> info(String stream) {
    return info(stream, NOTHING);
  }

  /** As {@link #info(String)}, with a question. */
  CompletableFuture<Optional<JsonNode>> info(String stream, byte[] question) {
    return ask("STREAM.INFO." + stream, question)
        .thenApply(
            answer ->
                found(answer, ApiErrors.STREAM_NOT_FOUND, "looking at stream '" + stream + "'"));
  }

  /** STREAM.NAMES: the streams that take any of the subjects that a pattern stands for. */
  CompletableFuture<List<String>> streamsTaking(String pattern) {
    return ask("STREAM.NAMES", ApiMessages.taking(pattern))
        .thenApply(
            answer -> {
              if (ApiErrors.code(answer) != 0) {
                throw ApiErrors.failure(answer, "looking at the streams of " + pattern)
                    .asException();
              }
              return ApiMessages.names(answer);
            });
  }

  /** STREAM.CREATE; {@code what} is created, for the message of a refusal. */
  CompletableFuture<JsonNode> create(String stream, byte[] configuration, String what) {
    return link.once(subject("STREAM.CREATE." + stream), List.of(), configuration)
        .thenApply(ApiMessages::read)
        .thenApply(
            answer -> {
              if (ApiErrors.code(answer) != 0) {
                throw ApiErrors.failure(answer, "creating " + what).asException();
              }
              return answer;
            });
  }

  /** STREAM.MSG.GET, which the leader answers; empty when there is no such message. */
  CompletableFuture<Optional<StoredMessage>> message(String stream, byte[] question) {
    return ask("STREAM.MSG.GET." + stream, question).thenApply(answer -> message(stream, answer));
  }

  /**
   * As {@link #message}, without its body, which comes with the answer nevertheless. Many are asked
   * for at once, so each only once: they would hold each other up.
   */
  CompletableFuture<HeaderScan.Answer> header(String stream, long sequence) {
    return link.once(
            subject("STREAM.MSG.GET." + stream), List.of(), ApiMessages.bySequence(sequence))
        .thenApply(
            answer ->
                new HeaderScan.Answer(
                    message(stream, ApiMessages.readWithoutBody(answer)), answer.length));
  }

  private static Optional<StoredMessage> message(String stream, JsonNode answer) {
    return found(answer, ApiErrors.NO_MESSAGE, "reading stream '" + stream + "'")
        .map(ApiMessages::message);
  }

  /** As {@link #message}; empty also when there is no such stream. */
  CompletableFuture<Optional<StoredMessage>> messageIfAny(String stream, byte[] question) {
    return ask("STREAM.MSG.GET." + stream, question)
        .thenApply(
            answer ->
                ApiErrors.code(answer) == ApiErrors.STREAM_NOT_FOUND
                    ? Optional.empty()
                    : message(stream, answer));
  }

  /** Empty for the one error that means absence; every other one is a failure. */
  private static Optional<JsonNode> found(JsonNode answer, int absent, String doing) {
    int code = ApiErrors.code(answer);
    if (code == 0) {
      return Optional.of(answer);
    }
    if (code == absent) {
      return Optional.empty();
    }
    throw ApiErrors.failure(answer, doing).asException();
  }
}
