package io.pgwalstreams.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.HttpUrl;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The CRUD mock with server-side apply, which it lacks, and which does not take what is meant for
 * another object or version. Whoever applies a status owns all of it. One request at a time.
 */
public final class ApplyingDispatcher extends KubernetesCrudDispatcher {
  /** The SDK asks before it begins to lead. */
  private static final String ALL_RIGHTS =
      """
      {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "status":
       {"incomplete": false, "nonResourceRules": [], "resourceRules":
        [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}
      """;

  private static final String APPLY = "application/apply-patch";

  private final Consumer<ApiCall> told;
  private Optional<Refusal> refusal = Optional.empty();

  /** What is answered to some requests instead of doing them. */
  public record Refusal(Predicate<ApiCall> which, int code, String message) {}

  /** Tells of each request but GET before it is answered. */
  public ApplyingDispatcher(Consumer<ApiCall> told) {
    this.told = told;
  }

  /** From now on such requests are refused; when empty, none are. */
  public synchronized void refuses(Optional<Refusal> next) {
    refusal = next;
  }

  @Override
  public synchronized MockResponse dispatch(RecordedRequest request) {
    var call =
        new ApiCall(isApply(request) ? "APPLY" : request.getMethod(), path(request), body(request));
    if (call.path().endsWith("/selfsubjectrulesreviews")) {
      return new MockResponse().setResponseCode(HttpURLConnection.HTTP_CREATED).setBody(ALL_RIGHTS);
    }
    if (!call.verb().equals("GET")) {
      told.accept(call);
    }
    return refusal
        .filter(r -> r.which().test(call))
        .map(r -> answer(r.code(), r.message()))
        .orElseGet(() -> super.dispatch(request));
  }

  private static MockResponse answer(int code, String message) {
    return new MockResponse()
        .setResponseCode(code)
        .setBody(
            Serialization.asJson(new StatusBuilder().withCode(code).withMessage(message).build()));
  }

  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    if (!isApply(request)) {
      return super.handlePatch(request);
    }
    ObjectNode applied = tree(body(request));
    var current = findResource(getKey(path(request)));
    if (current != null && isOfAnother(tree(current.getValue()), applied)) {
      return answer(HttpURLConnection.HTTP_CONFLICT, "it is another one by now");
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

  /** What is applied names another object, or another version of it, than there is. */
  private static boolean isOfAnother(JsonNode current, JsonNode applied) {
    return Stream.of("/metadata/uid", "/metadata/resourceVersion")
        .anyMatch(field -> isOther(current.at(field).asText(), applied.at(field).asText()));
  }

  private static boolean isOther(String current, String asked) {
    return !asked.isEmpty() && !asked.equals(current);
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
