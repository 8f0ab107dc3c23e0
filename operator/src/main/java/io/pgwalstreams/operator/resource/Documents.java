package io.pgwalstreams.operator.resource;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads resources by the rules that this program carries. The API server has checked them by the
 * CRD that is installed, which may be an older or newer one. Remembers the last result of each
 * resource, because a check costs milliseconds. Thread-safe.
 */
public final class Documents {
  private final DocumentReader reader = new DocumentReader();
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(ObjectNode spec, Map<String, String> annotations, Reading reading) {}

  /** A resource as read. */
  public sealed interface Reading {
    /** It keeps every rule. */
    record Valid(WalStreamDocument document) implements Reading {}

    /** It does not, and is to be left alone: this program would take it for something else. */
    record Invalid(Failure why) implements Reading {}
  }

  /** The document, or what is wrong with it. */
  public Reading read(WalStreamResource resource) {
    String uid = resource.getMetadata().getUid();
    Map<String, String> annotations =
        resource.getMetadata().getAnnotations() == null
            ? Map.of()
            : resource.getMetadata().getAnnotations();
    Known before = known.get(uid);
    if (before != null
        && before.spec.equals(resource.getSpec())
        && before.annotations.equals(annotations)
        && generation(before.reading) == resource.getMetadata().getGeneration()) {
      return before.reading;
    }
    Reading reading = parse(resource, annotations);
    known.put(uid, new Known(resource.getSpec().deepCopy(), Map.copyOf(annotations), reading));
    return reading;
  }

  /** The resource is gone. */
  public void forget(String uid) {
    known.remove(uid);
  }

  private static long generation(Reading reading) {
    return switch (reading) {
      case Reading.Valid(WalStreamDocument d) -> d.generation();
      case Reading.Invalid unused -> -1;
    };
  }

  private Reading parse(WalStreamResource resource, Map<String, String> annotations) {
    ObjectNode root = json.createObjectNode();
    root.put("apiVersion", "pgwalstreams.io/v1alpha1").put("kind", "WalStream");
    ObjectNode metadata = root.putObject("metadata");
    metadata.put("name", resource.getMetadata().getName());
    metadata.put("namespace", resource.getMetadata().getNamespace());
    metadata.put("uid", resource.getMetadata().getUid());
    metadata.put("generation", resource.getMetadata().getGeneration());
    annotations.forEach(metadata.putObject("annotations")::put);
    root.set("spec", resource.getSpec());
    try {
      return new Reading.Valid(reader.resource(root));
    } catch (FailureException e) {
      return new Reading.Invalid(e.failure());
    }
  }
}
