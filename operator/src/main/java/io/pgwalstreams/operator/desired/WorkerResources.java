package io.pgwalstreams.operator.desired;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The container's requests and limits: what the resource asks for, and the defaults for what it
 * leaves open. A default gives way where it would contradict what was asked for. Pure.
 */
final class WorkerResources {
  /** Measured: a worker needs up to 128 MiB, and its heap is half of the limit. */
  private static final Map<String, Quantity> REQUESTS =
      Map.of("cpu", new Quantity("100m"), "memory", new Quantity("192Mi"));

  private static final Map<String, Quantity> LIMITS = Map.of("memory", new Quantity("256Mi"));

  private WorkerResources() {}

  static ResourceRequirements of(@Nullable Map<String, Object> asked) {
    ResourceRequirements given =
        PodFields.object("resources", asked, ResourceRequirements.class)
            .orElseGet(ResourceRequirements::new);
    Map<String, Quantity> requests = known("requests", given.getRequests());
    Map<String, Quantity> limits = known("limits", given.getLimits());
    LIMITS.forEach((name, limit) -> limits.putIfAbsent(name, larger(limit, requests.get(name))));
    REQUESTS.forEach(
        (name, request) -> requests.putIfAbsent(name, smaller(request, limits.get(name))));
    return new ResourceRequirementsBuilder(given).withRequests(requests).withLimits(limits).build();
  }

  /** Sorted, and every one of them a number. */
  private static Map<String, Quantity> known(String what, @Nullable Map<String, Quantity> given) {
    var sorted = new TreeMap<String, Quantity>();
    if (given != null) {
      given.forEach(
          (name, quantity) -> {
            if (quantity == null) {
              throw invalid(what, name, "null", null);
            }
            try {
              quantity.getNumericalAmount();
            } catch (ArithmeticException | IllegalArgumentException e) {
              throw invalid(what, name, quantity.toString(), e);
            }
            sorted.put(name, quantity);
          });
    }
    return sorted;
  }

  private static FailureException invalid(
      String what, String name, String found, @Nullable Exception cause) {
    return new FailureException(
        Reason.InvalidSpec.because(
            "spec.worker.resources." + what + "." + name + " is no quantity: " + found,
            "write it as 500m, 256Mi or 1Gi"),
        cause);
  }

  private static Quantity larger(Quantity standard, @Nullable Quantity other) {
    return other != null && amount(other).compareTo(amount(standard)) > 0 ? other : standard;
  }

  private static Quantity smaller(Quantity standard, @Nullable Quantity other) {
    return other != null && amount(other).compareTo(amount(standard)) < 0 ? other : standard;
  }

  private static BigDecimal amount(Quantity quantity) {
    return quantity.getNumericalAmount();
  }
}
