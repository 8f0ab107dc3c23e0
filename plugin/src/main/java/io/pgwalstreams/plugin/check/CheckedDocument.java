package io.pgwalstreams.plugin.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.document.DocumentReader;
import io.pgwalstreams.api.document.WalStreamDocument;
import io.pgwalstreams.operator.desired.WorkerPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A WalStream that is to be checked: from a file, or as the API server has it. Pure. */
public final class CheckedDocument {
  private static final ObjectMapper YAML = new YAMLMapper();

  private CheckedDocument() {}

  /**
   * What its worker would be made from.
   *
   * @param root the whole resource
   */
  public static WorkerPlan plan(ObjectNode root, String namespace, WorkerPlan.Image image) {
    ObjectNode whole = root.deepCopy();
    ObjectNode metadata = whole.withObject("/metadata");
    if (!metadata.hasNonNull("namespace")) {
      metadata.put("namespace", namespace);
    }
    if (!metadata.hasNonNull("uid")) {
      metadata.put("uid", CheckPod.NAME);
    }
    WalStreamDocument document = new DocumentReader().resource(whole);
    return new WorkerPlan(
        document, (ObjectNode) whole.get("spec"), 1, image, Optional.empty(), namespace);
  }

  /**
   * The same with the publication that the operator has made for it, taken as it is: the worker's
   * check, which knows nothing of operators, would take it for somebody else's.
   */
  public static ObjectNode withMade(ObjectNode root, Optional<String> publication) {
    ObjectNode whole = root.deepCopy();
    if (publication.isPresent() && whole.at("/spec/publication/managed").isObject()) {
      ObjectNode spec = whole.withObject("/spec");
      spec.putObject("publication").putObject("existing").put("name", publication.get());
    }
    return whole;
  }

  /** The one WalStream of a file; FailureException with InvalidSpec when there is not one. */
  public static ObjectNode only(String file, String text) {
    var found = new ArrayList<ObjectNode>();
    for (JsonNode document : documents(file, text)) {
      if (document instanceof ObjectNode o && o.path("kind").asText().equals("WalStream")) {
        found.add(o);
      }
    }
    if (found.size() != 1) {
      throw Reason.InvalidSpec.because(
              file + " holds " + found.size() + " documents of kind WalStream",
              "give a file with exactly one")
          .asException();
    }
    return found.getFirst();
  }

  private static List<JsonNode> documents(String file, String text) {
    try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(text)) {
      return all.readAll();
    } catch (JsonProcessingException e) {
      throw Reason.InvalidSpec.because(
              file + " is no YAML: " + e.getOriginalMessage(), "correct it")
          .asException();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
