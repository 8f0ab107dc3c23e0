package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The worker's pod. */
@ValidationRule(
    value =
        "!has(self.podLabels) || self.podLabels.all(k, !k.startsWith('pgwalstreams.io/') && k !="
            + " 'app.kubernetes.io/name' && k != 'app.kubernetes.io/managed-by')",
    message =
        "write other keys in worker.podLabels: pgwalstreams.io/..., app.kubernetes.io/name and"
            + " app.kubernetes.io/managed-by are the operator's")
@ValidationRule(
    value =
        "!has(self.podAnnotations) || self.podAnnotations.all(k, !k.startsWith('pgwalstreams.io/'))",
    message = "write other keys in worker.podAnnotations: pgwalstreams.io/... are the operator's")
public record WorkerSpec(
    @JsonPropertyDescription("Requests and limits.") @Nullable @PreserveUnknownFields
        Map<String, Object> resources,
    @JsonPropertyDescription("Labels of nodes that it may run on.")
        @Nullable Map<String, String> nodeSelector,
    @JsonPropertyDescription("Tolerations.") @Nullable @PreserveUnknownFields
        List<Map<String, Object>> tolerations,
    @JsonPropertyDescription("Affinity.") @Nullable @PreserveUnknownFields
        Map<String, Object> affinity,
    @JsonPropertyDescription("Topology spread constraints.") @Nullable @PreserveUnknownFields
        List<Map<String, Object>> topologySpreadConstraints,
    @JsonPropertyDescription("Priority class.")
        @Nullable
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(min = 1, max = 253)
        String priorityClassName,
    @JsonPropertyDescription("Secrets for pulling the image.") @Nullable @Size(max = 16)
        List<SecretRef> imagePullSecrets,
    @JsonPropertyDescription("Service account; it gets no token.")
        @Nullable
        @Pattern("^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")
        @Size(min = 1, max = 253)
        String serviceAccountName,
    @JsonPropertyDescription("Labels of the pod, beside our own.") @Nullable @Size(max = 64)
        Map<String, String> podLabels,
    @JsonPropertyDescription("Annotations of the pod.") @Nullable @Size(max = 64)
        Map<String, String> podAnnotations,
    @JsonPropertyDescription("error, warn, info, debug or trace.") @Default("info")
        LogLevel logLevel) {

  public WorkerSpec {
    logLevel = logLevel == null ? LogLevel.INFO : logLevel;
  }

  static WorkerSpec defaults() {
    return new WorkerSpec(
        null, null, null, null, null, null, null, null, null, null, LogLevel.INFO);
  }

  /** How much is logged. */
  public enum LogLevel {
    @JsonProperty("error")
    ERROR,
    @JsonProperty("warn")
    WARN,
    @JsonProperty("info")
    INFO,
    @JsonProperty("debug")
    DEBUG,
    @JsonProperty("trace")
    TRACE
  }
}
