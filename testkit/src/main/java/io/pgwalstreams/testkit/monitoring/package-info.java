/** What deploy/monitoring asks of metrics, for the tests of those who have them. */
package io.pgwalstreams.testkit.monitoring;
