package io.pgwalstreams.operator.observe;

/**
 * Something that was done, for the resource's Events.
 *
 * @param reason one word, as SlotCreated
 * @param note a sentence without its stop
 */
public record Deed(String reason, String note) {}
