package io.pgwalstreams.plugin.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.plugin.problem.ApiProblems.Question;
import io.pgwalstreams.postgres.References;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The Secrets and ConfigMaps of a namespace, as a WalStream refers to them. Used by one thread. */
public final class ClusterSecrets implements References {
  private final Cluster cluster;
  private final String namespace;
  private final Map<String, Map<String, String>> read = new HashMap<>();

  public ClusterSecrets(Cluster cluster, String namespace) {
    this.cluster = cluster;
    this.namespace = namespace;
  }

  @Override
  public String secret(String name, String key) {
    return required("Secret", name, key, secretData(name).get(key));
  }

  @Override
  public boolean has(String name, String key) {
    return secretData(name).containsKey(key);
  }

  @Override
  public String configMap(String name, String key) {
    return required(
        "ConfigMap", name, key, read.computeIfAbsent("ConfigMap/" + name, n -> map(name)).get(key));
  }

  private String required(String kind, String name, String key, @Nullable String value) {
    if (value == null) {
      throw Reason.SecretMissing.because(
              kind + " '" + name + "' in namespace " + namespace + " has no key '" + key + "'",
              "create it; the worker needs it too")
          .asException();
    }
    return value;
  }

  private Map<String, String> secretData(String name) {
    return read.computeIfAbsent("Secret/" + name, n -> decoded(name));
  }

  private Map<String, String> decoded(String name) {
    Secret secret =
        Cluster.asked(
            question("secrets"),
            () -> cluster.client().secrets().inNamespace(namespace).withName(name).get());
    var texts = new HashMap<String, String>();
    if (secret != null && secret.getData() != null) {
      secret
          .getData()
          .forEach(
              (key, value) ->
                  texts.put(
                      key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
    }
    return texts;
  }

  private Map<String, String> map(String name) {
    ConfigMap map =
        Cluster.asked(
            question("configmaps"),
            () -> cluster.client().configMaps().inNamespace(namespace).withName(name).get());
    return map == null || map.getData() == null ? Map.of() : map.getData();
  }

  private Question question(String resource) {
    return new Question("get", resource, Optional.of(namespace), cluster.name());
  }
}
