package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The document, the values that it refers to as files NAME/KEY, and a place to write to. One volume
 * holds all values, so that a Secret and a ConfigMap of one name share a folder. Pure.
 */
final class WorkerVolumes {
  static final String DOCUMENT_FOLDER = "/etc/pgwalstreams";
  static final String SECRETS_FOLDER = DOCUMENT_FOLDER + "/secrets";

  private static final String DOCUMENT = "document";
  private static final String SECRETS = "secrets";
  private static final String TMP = "tmp";

  /** The JVM's own files. The worker writes none. */
  private static final Quantity TMP_SIZE = new Quantity("16Mi");

  private final List<Reference> mounted;
  private final String configMap;

  /** FailureException with InvalidSpec when two values would be the same file. */
  WorkerVolumes(WorkerPlan plan) {
    this.configMap = Labels.objectName(plan.document().name());
    this.mounted =
        References.of(plan.document()).stream().filter(r -> !r.mountedKeys().isEmpty()).toList();
    refuseClash();
  }

  private void refuseClash() {
    Map<String, Reference.Kind> files = new HashMap<>();
    for (Reference reference : mounted) {
      for (Reference.Key key : reference.mountedKeys()) {
        if (files.put(path(reference, key), reference.kind()) != null) {
          throw clash(reference, key);
        }
      }
    }
  }

  private static FailureException clash(Reference reference, Reference.Key key) {
    return Reason.InvalidSpec.because(
            key.field()
                + " names key '"
                + key.name()
                + "' of ConfigMap '"
                + reference.name()
                + "', and a Secret of this name is used with the same key",
            "give one of them another name or key")
        .asException();
  }

  List<Volume> volumes() {
    var volumes = new ArrayList<Volume>();
    volumes.add(document());
    if (!mounted.isEmpty()) {
      volumes.add(secrets());
    }
    volumes.add(
        new VolumeBuilder()
            .withName(TMP)
            .withNewEmptyDir()
            .withSizeLimit(TMP_SIZE)
            .endEmptyDir()
            .build());
    return volumes;
  }

  private Volume document() {
    return new VolumeBuilder()
        .withName(DOCUMENT)
        .withNewConfigMap()
        .withName(configMap)
        .addNewItem()
        .withKey(DesiredConfigMap.KEY)
        .withPath(DesiredConfigMap.KEY)
        .endItem()
        .endConfigMap()
        .build();
  }

  private Volume secrets() {
    return new VolumeBuilder()
        .withName(SECRETS)
        .withNewProjected()
        .withSources(mounted.stream().flatMap(r -> sources(r).stream()).toList())
        .endProjected()
        .build();
  }

  /** What may be absent is a source of its own: "optional" speaks of a whole source. */
  private static List<VolumeProjection> sources(Reference reference) {
    var sources = new ArrayList<VolumeProjection>();
    for (boolean optional : new boolean[] {false, true}) {
      List<KeyToPath> items =
          reference.mountedKeys().stream()
              .filter(key -> key.optional() == optional)
              .map(key -> item(reference, key))
              .toList();
      if (!items.isEmpty()) {
        sources.add(source(reference, items, optional));
      }
    }
    return sources;
  }

  private static VolumeProjection source(
      Reference reference, List<KeyToPath> items, boolean optional) {
    var source = new VolumeProjectionBuilder();
    // False is the default, and is left out as the API server would.
    Boolean may = optional ? Boolean.TRUE : null;
    return switch (reference.kind()) {
      case SECRET ->
          source
              .withNewSecret()
              .withName(reference.name())
              .withItems(items)
              .withOptional(may)
              .endSecret()
              .build();
      case CONFIG_MAP ->
          source
              .withNewConfigMap()
              .withName(reference.name())
              .withItems(items)
              .withOptional(may)
              .endConfigMap()
              .build();
    };
  }

  private static KeyToPath item(Reference reference, Reference.Key key) {
    return new KeyToPathBuilder().withKey(key.name()).withPath(path(reference, key)).build();
  }

  private static String path(Reference reference, Reference.Key key) {
    return reference.name() + "/" + key.name();
  }

  /** No subPath: the kubelet would not refresh it. */
  List<VolumeMount> mounts() {
    var mounts = new ArrayList<VolumeMount>();
    mounts.add(readOnly(DOCUMENT, DOCUMENT_FOLDER));
    if (!mounted.isEmpty()) {
      mounts.add(readOnly(SECRETS, SECRETS_FOLDER));
    }
    mounts.add(new VolumeMountBuilder().withName(TMP).withMountPath("/tmp").build());
    return mounts;
  }

  private static VolumeMount readOnly(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path).withReadOnly(true).build();
  }
}
