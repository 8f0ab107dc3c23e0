package io.pgwalstreams.plugin.view;

import java.util.Optional;

/**
 * One WalStream as it was seen. Immutable.
 *
 * @param live what its worker said; empty when it said nothing
 * @param silence why the worker said nothing; empty when it did, or when that is no wonder
 */
public record Seen(Facts facts, Optional<Live> live, Optional<String> silence) {}
