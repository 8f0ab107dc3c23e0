/**
 * Certificates and keys as PEM in memory, the TLS contexts made of them, and reading from TLS
 * sockets whose records are many and small.
 */
package io.pgwalstreams.tls;
