/** Tests of the whole system on a real Kubernetes, named after what they promise. */
package io.pgwalstreams.e2e;
