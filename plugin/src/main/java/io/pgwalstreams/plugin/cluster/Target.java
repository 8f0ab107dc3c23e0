package io.pgwalstreams.plugin.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which cluster and namespace, as kubectl's flags say it.
 *
 * @param kubeconfig empty: what KUBECONFIG names, or {@code ~/.kube/config}
 * @param context empty: the current one
 * @param namespace empty: the context's
 */
public record Target(
    Optional<Path> kubeconfig, Optional<String> context, Optional<String> namespace) {}
