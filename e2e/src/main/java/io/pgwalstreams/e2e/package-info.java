/**
 * Tests of the whole system on a real Kubernetes, named after what they promise. Everything is test
 * code.
 */
@org.jspecify.annotations.NullMarked
package io.pgwalstreams.e2e;
