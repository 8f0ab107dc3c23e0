package io.pgwalstreams.operator.desired;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Plans of the WalStreams beside the goldens. */
final class Plans {
  static final Path GOLDENS =
      Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "goldens");

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final DocumentReader READER = new DocumentReader();

  private Plans() {}

  static WorkerPlan of(String name) {
    return of(name, resource -> {});
  }

  static WorkerPlan of(String name, Consumer<ObjectNode> edit) {
    ObjectNode resource = tree(name);
    edit.accept(resource);
    WalStreamDocument document = READER.resource(resource);
    return new WorkerPlan(
        document,
        (ObjectNode) resource.get("spec"),
        1,
        new WorkerPlan.Image("pgwalstreams/worker:0.1.0", "IfNotPresent"),
        Optional.empty(),
        "pgwalstreams-system");
  }

  static WorkerPlan suspended(WorkerPlan plan) {
    return new WorkerPlan(
        plan.document(), plan.spec(), 0, plan.image(), plan.accepted(), plan.operatorNamespace());
  }

  static WorkerPlan accepted(WorkerPlan plan, String halt) {
    return new WorkerPlan(
        plan.document(),
        plan.spec(),
        plan.replicas(),
        plan.image(),
        Optional.of(halt),
        plan.operatorNamespace());
  }

  /** Sets {@code spec.PATH} of a resource to a value in YAML. */
  static Consumer<ObjectNode> with(String path, String yaml) {
    return resource -> {
      int dot = path.lastIndexOf('.');
      ObjectNode parent = (ObjectNode) resource.get("spec");
      if (dot >= 0) {
        parent = parent.withObject("/" + path.substring(0, dot).replace('.', '/'));
      }
      try {
        parent.set(path.substring(dot + 1), YAML.readTree(yaml));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  /** Every object of the plan, in the order in which they are applied. */
  static List<HasMetadata> objects(WorkerPlan plan) {
    var objects = new ArrayList<HasMetadata>();
    if (DesiredServiceAccount.isWanted(plan)) {
      objects.add(DesiredServiceAccount.of(plan));
    }
    objects.add(DesiredConfigMap.of(plan));
    objects.add(DesiredNetworkPolicy.of(plan));
    objects.add(DesiredDeployment.of(plan));
    return objects;
  }

  private static ObjectNode tree(String name) {
    try {
      return (ObjectNode)
          YAML.readTree(Files.readString(GOLDENS.resolve(name + ".walstream.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
