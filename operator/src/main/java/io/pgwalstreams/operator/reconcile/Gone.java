package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** Writes to a WalStream that may have ended meanwhile: that is no error, and comes as news. */
final class Gone {
  private Gone() {}

  static void tolerated(Runnable write) {
    try {
      write.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }
}
