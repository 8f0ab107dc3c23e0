/** Certificates and keys as PEM in memory, and the TLS contexts made of them. */
package io.pgwalstreams.tls;
