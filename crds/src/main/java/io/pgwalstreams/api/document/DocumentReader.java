package io.pgwalstreams.api.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.api.v1alpha1.WalStreamSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads YAML documents. Everything that is wrong with them comes in one {@link FailureException}
 * with reason InvalidSpec, a line for each finding. Pure, but for reading the schema from the
 * program once.
 */
public final class DocumentReader {
  private static final String API_VERSION = "pgwalstreams.io/v1alpha1";

  private static final Pattern SUBDOMAIN = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?");
  private static final Pattern SHOWN = Pattern.compile("(tag handle|alias|anchor) .*");

  private final ObjectMapper yaml =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();
  private final ObjectMapper json =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private final JsonNode schema = CrdSchema.load();
  private final boolean served;

  /** A reader of what somebody has written. */
  public DocumentReader() {
    this(false);
  }

  /**
   * A reader of files.
   *
   * @param served the API server, which has asked the CRD's rules, and the operator, which has
   *     asked them again, have had the files' WalStream before: {@link #read} and {@link
   *     #checkChange} do not ask them a third time, which would take half of a worker's start. What
   *     the schema says of each field is checked all the same
   */
  public DocumentReader(boolean served) {
    this.served = served;
  }

  /** A file's name and text. */
  public record Source(String name, String text) {}

  /** Reads the files; between them they hold exactly one WalStream. */
  public Documents read(List<Source> sources) {
    var walStreams = new ArrayList<ObjectNode>();
    var secrets = new HashMap<String, Map<String, String>>();
    var configMaps = new HashMap<String, Map<String, String>>();
    for (Source source : sources) {
      for (JsonNode document : documents(source)) {
        String kind = document.path("kind").asText();
        switch (kind) {
          case "WalStream" -> walStreams.add((ObjectNode) document);
          case "Secret" -> secrets.put(name(document, source), secret(document, source));
          case "ConfigMap" -> configMaps.put(name(document, source), texts(document.path("data")));
          default ->
              throw invalid(
                  source.name()
                      + ": kind '"
                      + kind
                      + "' is not known here: write a WalStream, Secrets and ConfigMaps");
        }
      }
    }
    if (walStreams.size() != 1) {
      throw invalid(
          "the files hold "
              + walStreams.size()
              + " documents of kind WalStream: write exactly one");
    }
    return new Documents(document(walStreams.getFirst(), !served), secrets, configMaps);
  }

  /**
   * Reads a WalStream as the API server has it. What was allowed when it was written may not be by
   * the rules of this program: then a FailureException with InvalidSpec says what. Thread-safe.
   */
  public WalStreamDocument resource(ObjectNode root) {
    return document(root, true);
  }

  private List<JsonNode> documents(Source source) {
    try (var values = yaml.readerFor(JsonNode.class).<JsonNode>readValues(source.text())) {
      var all = new ArrayList<JsonNode>();
      for (JsonNode document : values.readAll()) {
        if (document.isObject()) {
          all.add(document);
        } else if (!document.isNull() && !document.isMissingNode()) {
          throw invalid(source.name() + ": a document is no mapping");
        }
      }
      return all;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      String line = at == null ? "" : ", line " + at.getLineNr();
      throw invalid(source.name() + line + ": " + withoutSource(e.getOriginalMessage()));
    } catch (IOException e) {
      throw invalid(source.name() + ": " + e.getMessage());
    }
  }

  /** YAML's reader shows the lines and words that it stumbled over; they may be a Secret's. */
  private static String withoutSource(String message) {
    return message
        .lines()
        .filter(line -> !line.startsWith(" "))
        .map(line -> SHOWN.matcher(line).replaceAll("$1"))
        .collect(Collectors.joining(", "));
  }

  private WalStreamDocument document(ObjectNode root, boolean byRules) {
    String version = root.path("apiVersion").asText();
    if (!version.equals(API_VERSION)) {
      throw invalid("apiVersion '" + version + "' is not known: write " + API_VERSION);
    }
    var violations = new ArrayList<String>();
    identity(root.path("metadata"), violations);
    ObjectNode checked = root.deepCopy();
    checked.remove(List.of("apiVersion", "kind", "metadata", "status"));
    Defaults.apply(checked, schema);
    violations.addAll(SchemaCheck.violations(checked, schema));
    if (violations.isEmpty() && byRules) {
      checked.set("metadata", root.path("metadata"));
      violations.addAll(CelCheck.violations(checked, null, schema));
    }
    if (!violations.isEmpty()) {
      throw invalid(violations);
    }
    return of(root.path("metadata"), checked.path("spec"));
  }

  /** As the API server demands it: claims in databases and keys of buckets hold these names. */
  private static void identity(JsonNode metadata, List<String> violations) {
    JsonNode name = metadata.path("name");
    if (!name.isTextual() || name.textValue().isBlank()) {
      violations.add("metadata.name: Required value");
    }
    for (String field : List.of("name", "namespace")) {
      String value = metadata.path(field).asText();
      if (!value.isBlank() && !SUBDOMAIN.matcher(value).matches()) {
        violations.add(
            "metadata."
                + field
                + ": Invalid value: write lower case letters, digits, '-' and '.', a letter or a digit first and last");
      }
    }
  }

  private WalStreamDocument of(JsonNode metadata, JsonNode spec) {
    try {
      return new WalStreamDocument(
          metadata.path("namespace").asText("default"),
          metadata.path("name").asText(),
          metadata.path("uid").textValue(),
          metadata.path("generation").asLong(),
          texts(metadata.path("annotations")),
          json.treeToValue(spec, WalStreamSpec.class));
    } catch (JsonProcessingException e) {
      throw invalid(e.getOriginalMessage());
    }
  }

  /**
   * Checks that a document may take the place of another one that is in force: what is fixed once
   * bound has not changed.
   */
  public void checkChange(WalStreamDocument from, WalStreamDocument to) {
    var violations = new ArrayList<String>();
    if (!from.id().equals(to.id())) {
      violations.add("metadata.name is fixed: write '" + from.name() + "' back");
    }
    if (!served) {
      ObjectNode old = tree(from);
      old.putObject("status").putObject("source").put("database", from.spec().database().name());
      violations.addAll(CelCheck.violations(tree(to), old, schema));
    }
    if (!violations.isEmpty()) {
      throw invalid(violations);
    }
  }

  private ObjectNode tree(WalStreamDocument document) {
    var mapper = json.copy();
    mapper.setDefaultPropertyInclusion(
        com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL);
    ObjectNode root = mapper.createObjectNode();
    root.putObject("metadata").put("name", document.name());
    root.set("spec", mapper.valueToTree(document.spec()));
    return root;
  }

  private static String name(JsonNode document, Source source) {
    String name = document.path("metadata").path("name").asText();
    if (name.isBlank()) {
      throw invalid(source.name() + ": a " + document.path("kind").asText() + " has no name");
    }
    return name;
  }

  private static Map<String, String> secret(JsonNode document, Source source) {
    var values = new HashMap<String, String>();
    texts(document.path("data"))
        .forEach((key, value) -> values.put(key, decode(key, value, source)));
    values.putAll(texts(document.path("stringData")));
    return values;
  }

  private static String decode(String key, String value, Source source) {
    try {
      return new String(Base64.getMimeDecoder().decode(value), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw invalid(
          source.name()
              + ": data."
              + key
              + " of a Secret is not base64: encode it, or write it under stringData");
    }
  }

  private static Map<String, String> texts(@Nullable JsonNode map) {
    var values = new HashMap<String, String>();
    if (map != null && map.isObject()) {
      map.properties().forEach(p -> values.put(p.getKey(), p.getValue().asText()));
    }
    return values;
  }

  private static FailureException invalid(String finding) {
    return Reason.InvalidSpec.because(
            "the document is invalid: " + finding.strip(), "correct it; nothing was changed")
        .asException();
  }

  private static FailureException invalid(List<String> findings) {
    if (findings.size() == 1) {
      return invalid(findings.getFirst());
    }
    return Reason.InvalidSpec.because(
            "the document is invalid:\n* "
                + String.join("\n* ", findings)
                + "\nNothing was changed",
            "correct all of them")
        .asException();
  }
}
