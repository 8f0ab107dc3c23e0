/**
 * The WalStream document, its Secrets, and their changes, as one configuration that cannot be
 * wrong.
 */
package io.pgwalstreams.worker.config;
