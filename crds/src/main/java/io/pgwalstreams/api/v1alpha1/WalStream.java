package io.pgwalstreams.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The resource, for clients of the Kubernetes API; needs Fabric8's client, which the worker does
 * not have.
 */
@Group("pgwalstreams.io")
@Version("v1alpha1")
@Kind("WalStream")
@Plural("walstreams")
@ShortNames("ws")
public final class WalStream extends CustomResource<WalStreamSpec, WalStreamStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
