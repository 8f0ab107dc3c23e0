@org.jspecify.annotations.NullMarked
package io.pgwalstreams.operator.worker;
