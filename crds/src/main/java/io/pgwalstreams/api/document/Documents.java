package io.pgwalstreams.api.document;

import java.util.Map;

/**
 * What stands in the files that a worker is given: one WalStream, and the Secrets and ConfigMaps
 * that it refers to, by name and key. Never printed: it holds credentials.
 *
 * @param secrets as text; {@code data} is decoded
 */
public record Documents(
    WalStreamDocument walStream,
    Map<String, Map<String, String>> secrets,
    Map<String, Map<String, String>> configMaps) {

  public Documents {
    secrets = Map.copyOf(secrets);
    configMaps = Map.copyOf(configMaps);
  }

  @Override
  public String toString() {
    return "Documents[" + walStream.id() + ", secrets " + secrets.keySet() + "]";
  }
}
