package io.pgwalstreams.operator.cli;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.util.List;

/** Counts what is asked of the API server, by method and by the code of the answer. */
final class ApiRequests implements Interceptor {
  private final MeterRegistry registry;

  ApiRequests(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void after(
      HttpRequest request,
      HttpResponse<?> response,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    count(request, Integer.toString(response.code()));
  }

  @Override
  public void afterConnectionFailure(HttpRequest request, Throwable failure) {
    count(request, "none");
  }

  private void count(HttpRequest request, String code) {
    registry
        .counter("pgwalstreams.operator.api.requests", "method", request.method(), "code", code)
        .increment();
  }
}
