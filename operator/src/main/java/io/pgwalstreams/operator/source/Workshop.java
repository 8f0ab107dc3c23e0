package io.pgwalstreams.operator.source;

import io.pgwalstreams.operator.observe.Key;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What all WalStreams share. Its parts are thread-safe.
 *
 * @param executor a virtual thread for each task
 * @param changed told of news
 */
record Workshop(
    Access access,
    SlotNames names,
    Gate gate,
    Clock clock,
    Executor executor,
    Consumer<Key> changed) {}
