package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.pgwalstreams.api.document.WalStreamDocument;
import java.util.Map;

/** The ConfigMap that holds the document. Pure. */
public final class DesiredConfigMap {
  /** The document's key, and the name of its file. */
  public static final String KEY = "walstream.yaml";

  private DesiredConfigMap() {}

  public static ConfigMap of(WorkerPlan plan) {
    return new ConfigMapBuilder()
        .withMetadata(ObjectNames.of(plan))
        .withData(Map.of(KEY, DocumentText.of(plan)))
        .build();
  }

  /** True when it was made for this very WalStream and generation. */
  public static boolean isOf(ConfigMap map, WalStreamDocument document) {
    String text = map.getData() == null ? null : map.getData().get(KEY);
    return text != null && DocumentText.isOf(text, document);
  }
}
