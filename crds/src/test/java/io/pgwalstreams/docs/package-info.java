/** The documentation, tested: links, blocks that can be run, generated parts. */
package io.pgwalstreams.docs;
