package io.pgwalstreams.worker.config;

import io.pgwalstreams.api.Reason;
import io.pgwalstreams.postgres.References;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the values come from that a document refers to: the Secrets and ConfigMaps beside it, or a
 * folder with one file per key. {@code ${NAME}} as a whole value in a Secret beside the document
 * stands for an environment variable. Remembers what it gave, for the fingerprint. One thread.
 */
final class Secrets implements References {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

  private final Map<String, Map<String, String>> secrets;
  private final Map<String, Map<String, String>> configMaps;
  private final MountedSecrets mounted;
  private final Function<String, @Nullable String> environment;
  private final Map<String, String> given = new TreeMap<>();

  Secrets(
      Map<String, Map<String, String>> secrets,
      Map<String, Map<String, String>> configMaps,
      MountedSecrets mounted,
      Function<String, @Nullable String> environment) {
    this.secrets = secrets;
    this.configMaps = configMaps;
    this.mounted = mounted;
    this.environment = environment;
  }

  @Override
  public String secret(String name, String key) {
    Map<String, String> beside = secrets.get(name);
    String value = beside == null ? null : beside.get(key);
    if (value != null) {
      return remember("Secret", name, key, resolve(value, name, key));
    }
    value = mounted.read(name, key);
    return remember("Secret", name, key, required("Secret", name, key, value, beside != null));
  }

  @Override
  public boolean has(String name, String key) {
    Map<String, String> beside = secrets.get(name);
    return (beside != null && beside.containsKey(key)) || mounted.read(name, key) != null;
  }

  @Override
  public String configMap(String name, String key) {
    Map<String, String> beside = configMaps.get(name);
    String value = beside == null ? null : beside.get(key);
    if (value == null) {
      value = mounted.read(name, key);
    }
    return remember(
        "ConfigMap", name, key, required("ConfigMap", name, key, value, beside != null));
  }

  private String required(
      String kind, String name, String key, @Nullable String value, boolean found) {
    if (value != null) {
      return value;
    }
    throw Reason.SecretMissing.because(
            found || mounted.has(name)
                ? kind + " '" + name + "' has no key '" + key + "'"
                : kind + " '" + name + "' (key '" + key + "') is not there",
            "write it as a document beside the WalStream, or as file "
                + name
                + "/"
                + key
                + " in the folder of --secrets")
        .asException();
  }

  private String resolve(String value, String name, String key) {
    Matcher variable = VARIABLE.matcher(value);
    if (!variable.matches()) {
      return value;
    }
    String found = environment.apply(variable.group(1));
    if (found == null) {
      throw Reason.SecretMissing.because(
              "Secret '"
                  + name
                  + "', key '"
                  + key
                  + "', refers to the environment variable "
                  + variable.group(1)
                  + ", which is not set",
              "set it, or write the value itself")
          .asException();
    }
    return found;
  }

  private String remember(String kind, String name, String key, String value) {
    given.put(kind + "/" + name + "/" + key, value);
    return value;
  }

  /** The same source, with nothing given yet. */
  Secrets forgetful() {
    return new Secrets(secrets, configMaps, mounted, environment);
  }

  /** Every value that was asked for. */
  Map<String, String> given() {
    return given;
  }
}
