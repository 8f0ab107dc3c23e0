package io.pgwalstreams.operator.resource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.pgwalstreams.api.v1alpha1.WalStreamStatus;

/**
 * A WalStream as the API server has it. The spec is a tree: one resource that this version cannot
 * read, as after a downgrade, must neither stop the informer of all others nor be read as something
 * that it does not say. {@link Documents} makes a document of it, or says why not.
 */
@Group("pgwalstreams.io")
@Version("v1alpha1")
@Kind("WalStream")
@Plural("walstreams")
@ShortNames("ws")
public final class WalStreamResource extends CustomResource<ObjectNode, WalStreamStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  @Override
  protected ObjectNode initSpec() {
    return com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
  }
}
