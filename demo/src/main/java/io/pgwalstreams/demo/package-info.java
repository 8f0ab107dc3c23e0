/** The whole way on one machine, with something to look at and a proof at the end. */
package io.pgwalstreams.demo;
