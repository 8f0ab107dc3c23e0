package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where a CA certificate is. */
@ValidationRule(
    value = "has(self.secretKeyRef) != has(self.configMapKeyRef)",
    message = "write exactly one of secretKeyRef and configMapKeyRef")
public record CertificateSource(
    @JsonPropertyDescription("PEM in a Secret.") @Nullable SecretKeyRef secretKeyRef,
    @JsonPropertyDescription("PEM in a ConfigMap.") @Nullable ConfigMapKeyRef configMapKeyRef) {}
