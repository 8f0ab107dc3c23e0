package io.pgwalstreams.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.desired.Labels;
import io.pgwalstreams.operator.resource.WalStreamResource;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static WalStreamResource shop(String uid) {
    var resource = new WalStreamResource();
    resource.getMetadata().setName("shop");
    resource.getMetadata().setNamespace("team");
    resource.getMetadata().setUid(uid);
    return resource;
  }

  private static ConfigMap object() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("shop-worker")
        .withNamespace("team")
        .endMetadata()
        .build();
  }

  @Test
  void theLabelTellsWhoseAnObjectIs() {
    ConfigMap object = object();
    object.getMetadata().setLabels(Labels.of("shop"));
    assertThat(Ownership.walStream(object)).containsExactly(new ResourceID("shop", "team"));
    assertThat(Ownership.isOf(object, shop("1"))).isTrue();
  }

  @Test
  void anOwnedObjectThatLostItsLabelIsStillOurs() {
    ConfigMap object = object();
    object.addOwnerReference(shop("1"));
    assertThat(Ownership.walStream(object)).isEmpty();
    assertThat(Ownership.isOf(object, shop("1"))).isTrue();
    assertThat(Ownership.isOf(object, shop("2"))).isFalse();
  }

  @Test
  void whatHasNeitherIsSomebodyElses() {
    assertThat(Ownership.isOf(object(), shop("1"))).isFalse();
    assertThat(Ownership.foreign(object()).reason()).isEqualTo(Reason.ClaimedByAnother);
    assertThat(Ownership.foreign(object()).message()).contains("ConfigMap 'shop-worker'");
  }
}
