package io.pgwalstreams.operator.events;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventSeries;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.pgwalstreams.operator.status.Story;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes stories as Kubernetes Events. The same story told again raises the count of its Event. An
 * Event that cannot be written is not worth a reconcile: it is logged, now and then loudly.
 * Thread-safe.
 */
public final class EventRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);

  /** For so long one complaint stands for all: what is refused once is refused each time. */
  private static final Duration QUIET = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final EventForm form;
  private final Clock clock;
  private final AtomicReference<Instant> quietUntil = new AtomicReference<>(Instant.MIN);

  /**
   * Records with this client.
   *
   * @param instance which operator tells, as the name of its pod
   */
  public EventRecorder(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.form = new EventForm(instance);
    this.clock = clock;
  }

  /** Tells these stories of {@code regarding}. */
  public void record(HasMetadata regarding, List<Story> stories) {
    stories.forEach(story -> record(regarding, story));
  }

  private void record(HasMetadata regarding, Story story) {
    try {
      MicroTime now = EventForm.time(clock.instant());
      write(form.event(regarding, story, now), now);
    } catch (RuntimeException e) {
      complain(story, e);
    }
  }

  private void complain(Story story, RuntimeException e) {
    Instant now = clock.instant();
    Instant until = quietUntil.get();
    if (!now.isBefore(until) && quietUntil.compareAndSet(until, now.plus(QUIET))) {
      LOG.warn("cannot write Event {}: {}", story.reason(), e.getMessage());
    } else {
      LOG.debug("cannot write Event {}", story.reason(), e);
    }
  }

  private void write(Event event, MicroTime now) {
    Resource<Event> resource = client.resource(event);
    try {
      resource.create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      repeat(resource, now);
    }
  }

  /** Only the series of an Event may be changed. Gone in between: told often enough. */
  private static void repeat(Resource<Event> resource, MicroTime now) {
    Event stored = resource.get();
    if (stored == null) {
      return;
    }
    EventSeries last = stored.getSeries();
    int count = last == null ? 2 : last.getCount() + 1;
    resource.patch(PatchContext.of(PatchType.JSON_MERGE), EventForm.series(count, now));
  }
}
