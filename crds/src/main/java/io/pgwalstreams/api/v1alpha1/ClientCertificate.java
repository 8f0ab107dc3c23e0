package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** A client certificate with its key. */
public record ClientCertificate(
    @JsonPropertyDescription("Secret of type kubernetes.io/tls: keys tls.crt and tls.key.")
        @Required
        SecretRef secretRef) {}
