package io.pgwalstreams.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.crdv2.generator.CustomResourceInfo;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** The CRD, generated from the records. */
final class GeneratedCrd {
  private static final String BOUND = "has(oldSelf.status) && has(oldSelf.status.source)";

  /**
   * What may not change any more once the resource is bound to a database; ? marks what may be
   * absent.
   */
  private static final List<String> FIXED =
      List.of(
          "database.name",
          "publication.managed?.name?",
          "publication.existing?.name",
          "slot?.managed?.name?",
          "slot?.existing?.name",
          "nats.stream.name",
          "nats.subjectPrefix",
          "nats.checkpointBucket?",
          "delivery?.mode?");

  private GeneratedCrd() {}

  static String yaml() {
    try {
      Path folder = Files.createTempDirectory("crd");
      new CRDGenerator()
          .inOutputDir(folder.toFile())
          .customResources(CustomResourceInfo.fromClass(WalStream.class))
          .withPostProcessor(
              new CRDPostProcessor() {
                @Override
                public HasMetadata process(HasMetadata resource, String crdSpecVersion) {
                  return finish((CustomResourceDefinition) resource);
                }
              })
          .detailedGenerate();
      try (var files = Files.list(folder)) {
        return Files.readString(files.findFirst().orElseThrow());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code openAPIV3Schema} of a CRD's one version. */
  static JsonNode openApi(String crd) throws IOException {
    return new YAMLMapper().readTree(crd).at("/spec/versions/0/schema/openAPIV3Schema");
  }

  /** The schema without what people read, as JSON. */
  static String schema() throws IOException {
    JsonNode schema = openApi(yaml());
    withoutDescriptions(schema);
    return schema.toPrettyString() + "\n";
  }

  private static void withoutDescriptions(JsonNode schema) {
    ((ObjectNode) schema).remove("description");
    schema.path("properties").forEach(GeneratedCrd::withoutDescriptions);
    for (String of : List.of("items", "additionalProperties")) {
      if (schema.path(of).isObject()) {
        withoutDescriptions(schema.path(of));
      }
    }
  }

  private static CustomResourceDefinition finish(CustomResourceDefinition crd) {
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().getFirst();
    crd.getSpec().getNames().setCategories(List.of("pgwalstreams"));
    version.setAdditionalPrinterColumns(columns());
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(
        "Changes of PostgreSQL tables as messages of a NATS JetStream stream: every committed change"
            + " once, in order.");
    at(root, "spec").setDescription("What is wanted.");
    JSONSchemaProps status = at(root, "status");
    status.setDescription("What is; written by the operator alone.");
    // Before the operator has looked, kstatus must not take it for current, as it does without any
    // status.
    status.setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
    root.setRequired(List.of("spec"));
    root.setXKubernetesValidations(rootRules());
    eachOnce(root);
    instead(root);
    open(root);
    listTypes(root);
    return crd;
  }

  private static List<ValidationRule> rootRules() {
    var rules = new ArrayList<ValidationRule>();
    var name = new ValidationRule();
    name.setRule("self.metadata.name.size() <= 52 && !self.metadata.name.contains('.')");
    name.setMessage("metadata.name: write a DNS label of at most 52 characters, without dots");
    rules.add(name);
    for (String fixed : FIXED) {
      var rule = new ValidationRule();
      rule.setRule("!(" + BOUND + ") || " + same("self.spec", "oldSelf.spec", fixed));
      rule.setMessage(
          "spec."
              + fixed.replace("?", "")
              + " is fixed once bound: write the former value back, or create another WalStream");
      rules.add(rule);
    }
    return rules;
  }

  /** The two have the same value at {@code path}: neither changed nor added nor removed. */
  private static String same(String self, String old, String path) {
    int dot = path.indexOf('.');
    String head = dot < 0 ? path : path.substring(0, dot);
    String name = head.replace("?", "");
    String a = self + "." + name;
    String b = old + "." + name;
    String rest = dot < 0 ? a + " == " + b : same(a, b, path.substring(dot + 1));
    return head.endsWith("?")
        ? "(has(" + a + ") == has(" + b + ") && (!has(" + a + ") || " + rest + "))"
        : rest;
  }

  /** The generator emits what stands on a record component twice. */
  private static void eachOnce(JSONSchemaProps schema) {
    if (schema.getXKubernetesValidations() != null) {
      schema.setXKubernetesValidations(
          new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
    }
    children(schema).forEach(GeneratedCrd::eachOnce);
  }

  private static void instead(JSONSchemaProps schema) {
    Sentences.instead(schema);
    children(schema).forEach(GeneratedCrd::instead);
  }

  /**
   * The generator takes a {@code Map<String, Object>} for a map of objects: the API server would
   * refuse texts in it, and drop what is deeper.
   */
  private static void open(JSONSchemaProps schema) {
    if (Boolean.TRUE.equals(schema.getXKubernetesPreserveUnknownFields())) {
      JSONSchemaProps free = schema;
      if (schema.getItems() != null) {
        schema.setXKubernetesPreserveUnknownFields(null);
        free = schema.getItems().getSchema();
        free.setXKubernetesPreserveUnknownFields(true);
      }
      free.setAdditionalProperties(null);
    }
    children(schema).forEach(GeneratedCrd::open);
  }

  private static List<JSONSchemaProps> children(JSONSchemaProps schema) {
    var all = new ArrayList<JSONSchemaProps>();
    if (schema.getProperties() != null) {
      all.addAll(schema.getProperties().values());
    }
    if (schema.getItems() != null && schema.getItems().getSchema() != null) {
      all.add(schema.getItems().getSchema());
    }
    if (schema.getAdditionalProperties() != null
        && schema.getAdditionalProperties().getSchema() != null) {
      all.add(schema.getAdditionalProperties().getSchema());
    }
    return all;
  }

  /**
   * Sets refuse duplicates at the API server, and server-side apply merges conditions by their
   * type.
   */
  private static void listTypes(JSONSchemaProps root) {
    JSONSchemaProps spec = root.getProperties().get("spec");
    JSONSchemaProps managed = at(spec, "publication", "managed");
    set(at(managed, "operations"));
    set(at(managed, "schemas"));
    set(at(managed, "tables").getItems().getSchema().getProperties().get("columns"));
    set(at(spec, "filter", "excludeColumns"));
    set(at(spec, "messages", "prefixes"));
    set(at(spec, "nats", "servers"));
    JSONSchemaProps operations = at(spec, "filter", "tables").getAdditionalProperties().getSchema();
    set(operations);
    operations.setMaxItems(4L);
    operations.setMinItems(1L);
    JSONSchemaProps conditions = at(root, "status", "conditions");
    conditions.setXKubernetesListType("map");
    conditions.setXKubernetesListMapKeys(List.of("type"));
    conditions.setMaxItems(16L);
  }

  private static void set(JSONSchemaProps list) {
    list.setXKubernetesListType("set");
  }

  private static JSONSchemaProps at(JSONSchemaProps from, String... path) {
    JSONSchemaProps schema = from;
    for (String name : path) {
      schema = schema.getProperties().get(name);
    }
    return schema;
  }

  private static List<CustomResourceColumnDefinition> columns() {
    String ready = ".status.conditions[?(@.type==\"Ready\")]";
    return List.of(
        column("READY", "string", ready + ".status", 0),
        column("REASON", "string", ready + ".reason", 0),
        column("LAG", "string", ".status.slot.unpublishedWal", 0),
        column("STREAM", "string", ".spec.nats.stream.name", 0),
        column("AGE", "date", ".metadata.creationTimestamp", 0),
        column("DATABASE", "string", ".spec.database.name", 1),
        column("SLOT", "string", ".status.slot.name", 1),
        column("WAL STATUS", "string", ".status.slot.walStatus", 1),
        column("RETAINED", "string", ".status.slot.retainedWal", 1),
        column("DELIVERY", "string", ".status.worker.delivery", 1));
  }

  private static CustomResourceColumnDefinition column(
      String name, String type, String path, int priority) {
    var column = new CustomResourceColumnDefinition();
    column.setName(name);
    column.setType(type);
    column.setJsonPath(path);
    column.setPriority(priority);
    return column;
  }
}
