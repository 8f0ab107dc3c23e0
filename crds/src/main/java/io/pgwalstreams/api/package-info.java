/**
 * The words that every part of pgwalstreams shares: why something does not work, and what to do
 * about it.
 */
package io.pgwalstreams.api;
