package io.pgwalstreams.worker.convert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A draft as YAML: a WalStream, and the Secrets that it refers to, without what is secret. */
final class DraftDocument {
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder()
                  .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                  .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                  .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
                  .build())
          .build();

  private final Draft draft;

  private DraftDocument(Draft draft) {
    this.draft = draft;
  }

  /** The documents, the WalStream first. */
  static List<String> of(Draft draft) {
    var document = new DraftDocument(draft);
    var all = new ArrayList<String>();
    all.add(yaml(document.walStream()));
    all.addAll(document.secrets().stream().map(DraftDocument::yaml).toList());
    return all;
  }

  private static String yaml(ObjectNode node) {
    try {
      return YAML.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ObjectNode walStream() {
    ObjectNode root = YAML.createObjectNode();
    root.put("apiVersion", "pgwalstreams.io/v1alpha1").put("kind", "WalStream");
    metadata(root, draft.identity().name());
    ObjectNode spec = root.putObject("spec");
    database(spec.putObject("database"));
    publication(spec.putObject("publication"));
    slot(spec);
    filter(spec);
    nats(spec.putObject("nats"));
    if (draft.logLevel() != null) {
      spec.putObject("worker").put("logLevel", draft.logLevel());
    }
    return root;
  }

  private void metadata(ObjectNode root, String name) {
    ObjectNode metadata = root.putObject("metadata").put("name", name);
    if (draft.identity().namespace() != null) {
      metadata.put("namespace", draft.identity().namespace());
    }
  }

  private String secret(String suffix) {
    return draft.identity().name() + "-" + suffix;
  }

  private void database(ObjectNode node) {
    Draft.Database database = draft.database();
    node.put("host", database.host());
    if (database.port() != null) {
      node.put("port", database.port());
    }
    node.put("name", database.name());
    node.putObject("credentials").putObject("secretRef").put("name", secret("replication"));
    Draft.Tls tls = database.tls();
    if (tls != null) {
      ObjectNode there = node.putObject("tls");
      if (tls.mode() != null) {
        there.put("mode", tls.mode());
      }
      certificates(there, tls.ca(), tls.client(), "");
    }
  }

  private void certificates(ObjectNode tls, boolean ca, boolean client, String of) {
    if (ca) {
      keyRef(tls.putObject("caCertificate"), secret(of + "ca"), "ca.crt");
    }
    if (client) {
      tls.putObject("clientCertificate").putObject("secretRef").put("name", secret(of + "client"));
    }
  }

  private static void keyRef(ObjectNode node, String secret, String key) {
    node.putObject("secretKeyRef").put("name", secret).put("key", key);
  }

  private void publication(ObjectNode node) {
    switch (draft.source().publication()) {
      case Draft.Publication.Existing existing ->
          node.putObject("existing").put("name", existing.name());
      case Draft.Publication.All all ->
          viaRoot(node.putObject("managed").put("allTables", true), all.viaPartitionRoot());
      case Draft.Publication.Named named -> {
        ObjectNode managed = node.putObject("managed");
        var tables = managed.putArray("tables");
        for (Draft.Table table : named.tables()) {
          tables.addObject().put("schema", table.schema()).put("name", table.name());
        }
        if (named.operations().size() < 4) {
          named.operations().forEach(managed.putArray("operations")::add);
        }
        viaRoot(managed, named.viaPartitionRoot());
      }
    }
  }

  private static void viaRoot(ObjectNode managed, @org.jspecify.annotations.Nullable Boolean via) {
    if (via != null) {
      managed.put("viaPartitionRoot", via);
    }
  }

  private void slot(ObjectNode spec) {
    switch (draft.source().slot()) {
      case Draft.Slot.Existing existing ->
          spec.putObject("slot").putObject("existing").put("name", existing.name());
      case Draft.Slot.Own own -> {
        if (own.failover() != null) {
          spec.putObject("slot").putObject("managed").put("failover", own.failover());
        }
      }
    }
  }

  private void filter(ObjectNode spec) {
    Draft.Filter filter = draft.filter();
    if (!filter.tables().isEmpty() || !filter.excludeColumns().isEmpty()) {
      ObjectNode node = spec.putObject("filter");
      if (!filter.tables().isEmpty()) {
        ObjectNode tables = node.putObject("tables");
        filter
            .tables()
            .forEach((name, ops) -> ops.forEach(tables.withArray("/" + pointer(name))::add));
      }
      if (!filter.excludeColumns().isEmpty()) {
        filter.excludeColumns().forEach(node.putArray("excludeColumns")::add);
      }
    }
    if (!filter.messages().isEmpty()) {
      filter.messages().forEach(spec.putObject("messages").putArray("prefixes")::add);
    }
  }

  private static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private void nats(ObjectNode node) {
    Draft.Nats nats = draft.nats();
    nats.servers().forEach(node.putArray("servers")::add);
    switch (nats.login()) {
      case Draft.Login.None none -> {}
      case Draft.Login.User user ->
          node.putObject("credentials")
              .putObject("userPassword")
              .putObject("secretRef")
              .put("name", secret("nats"));
      case Draft.Login.Token token ->
          keyRef(node.putObject("credentials").putObject("token"), secret("nats"), "token");
      case Draft.Login.Creds creds ->
          keyRef(
              node.putObject("credentials").putObject("credsFile"), secret("nats"), "user.creds");
    }
    if (nats.tls()) {
      certificates(node.putObject("tls"), true, true, "nats-");
    }
    node.put("subjectPrefix", nats.subjectPrefix());
    node.putObject("stream").put("name", nats.stream()).putObject("createIfMissing");
  }

  private List<ObjectNode> secrets() {
    var all = new ArrayList<ObjectNode>();
    ObjectNode database = secretOf("replication");
    ((ObjectNode) database.path("stringData"))
        .put("username", draft.database().user())
        .put("password", "${" + draft.database().password() + "}");
    all.add(database);
    ObjectNode nats = secretOf("nats");
    var data = (ObjectNode) nats.path("stringData");
    switch (draft.nats().login()) {
      case Draft.Login.None none -> {}
      case Draft.Login.User user ->
          data.put("username", user.name()).put("password", "${NATS_PASSWORD}");
      case Draft.Login.Token token -> data.put("token", "${NATS_TOKEN}");
      case Draft.Login.Creds creds -> data.put("user.creds", "${NATS_CREDS}");
    }
    if (!data.isEmpty()) {
      all.add(nats);
    }
    return all;
  }

  private ObjectNode secretOf(String suffix) {
    ObjectNode root = YAML.createObjectNode();
    root.put("apiVersion", "v1").put("kind", "Secret");
    metadata(root, secret(suffix));
    root.putObject("stringData");
    return root;
  }
}
