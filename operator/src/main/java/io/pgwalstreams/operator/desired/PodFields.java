package io.pgwalstreams.operator.desired;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a pod that the resource takes as they are, as Fabric8's types. FailureException with
 * InvalidSpec names what is none. Pure.
 */
final class PodFields {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .annotationIntrospector(new NoUnknownFields())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * Fabric8's types keep what they do not know. The API server would refuse it with an error that
   * speaks of a Deployment, which is not what the user wrote.
   */
  private static final class NoUnknownFields extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public Boolean hasAnySetter(Annotated unused) {
      return false;
    }
  }

  private PodFields() {}

  /** Empty when the field is absent. */
  static <T> Optional<T> object(String field, @Nullable Map<String, Object> value, Class<T> type) {
    return Optional.ofNullable(value).map(v -> convert("spec.worker." + field, v, type));
  }

  static <T> List<T> list(String field, @Nullable List<Map<String, Object>> values, Class<T> type) {
    var all = new ArrayList<T>();
    if (values != null) {
      for (int i = 0; i < values.size(); i++) {
        all.add(convert("spec.worker." + field + "[" + i + "]", values.get(i), type));
      }
    }
    return all;
  }

  private static <T> T convert(String field, Map<String, Object> value, Class<T> type) {
    try {
      return JSON.convertValue(value, type);
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          Reason.InvalidSpec.because(
              field + path(e) + " is not what a pod has there",
              "write it as in a pod's spec: kubectl explain pod.spec"),
          e);
    }
  }

  /** Where in the value it went wrong. */
  private static String path(IllegalArgumentException e) {
    var text = new StringBuilder();
    if (e.getCause() instanceof JsonMappingException at) {
      for (JsonMappingException.Reference step : at.getPath()) {
        text.append(
            step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName());
      }
    }
    return text.toString();
  }
}
