package io.pgwalstreams.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.HttpUrl;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The CRUD mock with server-side apply, which it lacks. Whoever applies a status owns all of it.
 * One request at a time.
 */
final class ApplyingDispatcher extends KubernetesCrudDispatcher {
  private static final String APPLY = "application/apply-patch";

  private final Consumer<ApiCall> told;
  private final Predicate<ApiCall> refused;

  /**
   * Tells of each request but GET before it is answered.
   *
   * @param refused asked of each of them; what it says true to is forbidden
   */
  ApplyingDispatcher(Consumer<ApiCall> told, Predicate<ApiCall> refused) {
    this.told = told;
    this.refused = refused;
  }

  @Override
  public synchronized MockResponse dispatch(RecordedRequest request) {
    if (!request.getMethod().equals("GET")) {
      var call =
          new ApiCall(
              isApply(request) ? "APPLY" : request.getMethod(), path(request), body(request));
      told.accept(call);
      if (refused.test(call)) {
        return new MockResponse().setResponseCode(HttpURLConnection.HTTP_FORBIDDEN);
      }
    }
    return super.dispatch(request);
  }

  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    if (!isApply(request)) {
      return super.handlePatch(request);
    }
    ObjectNode applied = tree(body(request));
    var current = findResource(getKey(path(request)));
    if (current != null && isAnother(applied, tree(current.getValue()))) {
      return new MockResponse().setResponseCode(HttpURLConnection.HTTP_CONFLICT);
    }
    if (path(request).endsWith("/status")) {
      return super.handleUpdate(with(request, path(request), applied));
    }
    return current == null
        ? create(request, applied)
        : super.handleUpdate(
            with(
                request,
                path(request),
                ServerSideApply.merged(tree(current.getValue()), applied, manager(request))));
  }

  /** A uid, or a version, in a patch is a precondition. */
  private static boolean isAnother(ObjectNode applied, ObjectNode current) {
    return Stream.of("uid", "resourceVersion")
        .map(field -> "/metadata/" + field)
        .anyMatch(
            field ->
                !applied.at(field).isMissingNode()
                    && !applied.at(field).asText().equals(current.at(field).asText()));
  }

  /** The version in it says only that the object must not exist yet. */
  private MockResponse create(RecordedRequest request, ObjectNode applied) {
    ((ObjectNode) applied.get("metadata")).remove("resourceVersion");
    String path = path(request);
    return super.handleCreate(
        with(
            request,
            path.substring(0, path.lastIndexOf('/')),
            ServerSideApply.merged(applied, applied, manager(request))));
  }

  private static boolean isApply(RecordedRequest request) {
    String type = request.getHeader("Content-Type");
    return type != null && type.startsWith(APPLY);
  }

  private static String manager(RecordedRequest request) {
    return HttpUrl.parse("http://localhost" + request.getPath()).queryParameter("fieldManager");
  }

  private static String path(RecordedRequest request) {
    String path = request.getPath();
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static String body(RecordedRequest request) {
    return new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
  }

  private static ObjectNode tree(String json) {
    return Serialization.unmarshal(json, ObjectNode.class);
  }

  private static RecordedRequest with(RecordedRequest request, String path, JsonNode body) {
    return new RecordedRequest(
        request.getHttpVersion(),
        request.method(),
        path,
        request.getHeaders(),
        new Buffer(Serialization.asJson(body).getBytes(StandardCharsets.UTF_8)));
  }
}
