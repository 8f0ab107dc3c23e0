package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Nameable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.pgwalstreams.api.Digests;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import io.pgwalstreams.operator.desired.Reference;
import io.pgwalstreams.postgres.References;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets and ConfigMaps of one namespace, each read from the API server once, when it is first
 * asked for. Nothing is watched or kept: made for one reconciliation. Not thread-safe.
 */
final class ClusterReferences implements References {
  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, Optional<Map<String, String>>> secrets = new HashMap<>();
  private final Map<String, Optional<Map<String, String>>> configMaps = new HashMap<>();
  private final Map<String, String> given = new TreeMap<>();

  ClusterReferences(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  @Override
  public String secret(String name, String key) {
    return required("Secret", name, key, secrets.computeIfAbsent(name, this::readSecret));
  }

  @Override
  public boolean has(String name, String key) {
    return secrets
        .computeIfAbsent(name, this::readSecret)
        .map(values -> values.containsKey(key))
        .orElse(false);
  }

  @Override
  public String configMap(String name, String key) {
    return required("ConfigMap", name, key, configMaps.computeIfAbsent(name, this::readConfigMap));
  }

  /** A FailureException with SecretMissing unless every key is there that must be. */
  void require(Reference reference) {
    for (Reference.Key key : reference.keys()) {
      switch (reference.kind()) {
        case SECRET -> {
          if (!key.optional() || has(reference.name(), key.name())) {
            var unused = secret(reference.name(), key.name());
          }
        }
        case CONFIG_MAP -> {
          var unused = configMap(reference.name(), key.name());
        }
      }
    }
  }

  private String required(
      String kind, String name, String key, Optional<Map<String, String>> values) {
    if (values.isEmpty()) {
      throw Reason.SecretMissing.because(
              kind + " '" + name + "' does not exist in namespace " + namespace,
              "create it, with key '" + key + "'")
          .asException();
    }
    String value = values.get().get(key);
    if (value == null) {
      throw Reason.SecretMissing.because(
              kind + " '" + name + "' has no key '" + key + "'",
              "add the key, or name another one in the WalStream")
          .asException();
    }
    given.put(kind + "/" + name + "/" + key, value);
    return value;
  }

  private Optional<Map<String, String>> readSecret(String name) {
    Secret secret = allowed("Secret", name, client.secrets().inNamespace(namespace));
    if (secret == null) {
      return Optional.empty();
    }
    var values = new HashMap<String, String>();
    if (secret.getData() != null) {
      secret.getData().forEach((key, value) -> values.put(key, decode(value)));
    }
    return Optional.of(values);
  }

  private Optional<Map<String, String>> readConfigMap(String name) {
    ConfigMap map = allowed("ConfigMap", name, client.configMaps().inNamespace(namespace));
    if (map == null) {
      return Optional.empty();
    }
    return Optional.of(map.getData() == null ? Map.of() : map.getData());
  }

  /** Null when there is none. What the operator may not read is told, for a person to allow. */
  private <T> @Nullable T allowed(String kind, String name, Nameable<Resource<T>> all) {
    try {
      return all.withName(name).get();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
        throw e;
      }
      throw new FailureException(
          Reason.SecretMissing.because(
              "the operator may not read " + kind + " '" + name + "' in namespace " + namespace,
              "allow its ServiceAccount to get it"),
          e);
    }
  }

  /** A line break at the end is an editor's, as in the worker's reading of mounted files. */
  private static String decode(String base64) {
    String text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  /** Changes when any value does that was given. */
  String fingerprint() {
    MessageDigest digest = Digests.sha256();
    given.forEach(
        (name, value) -> {
          digest.update((name + '\0').getBytes(StandardCharsets.UTF_8));
          digest.update((value + '\0').getBytes(StandardCharsets.UTF_8));
        });
    return HexFormat.of().formatHex(digest.digest(), 0, 8);
  }
}
