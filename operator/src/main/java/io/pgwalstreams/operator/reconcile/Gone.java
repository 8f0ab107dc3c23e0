package io.pgwalstreams.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgwalstreams.operator.observe.Key;
import io.pgwalstreams.operator.resource.WalStreamResource;
import java.net.HttpURLConnection;

/** Writes to a WalStream that may have ended meanwhile: that is no error, and comes as news. */
final class Gone {
  private Gone() {}

  /** Another WalStream has the name now. */
  private static final class Succeeded extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static void tolerated(Runnable write) {
    try {
      write.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    } catch (Succeeded e) {
      // the write was meant for the one before
      return;
    }
  }

  /** The key, if that is still the WalStream's; else ends the tolerated write. */
  static Key unlessSucceeded(Key key, WalStreamResource now) {
    if (!Situation.key(now).equals(key)) {
      throw new Succeeded();
    }
    return key;
  }
}
