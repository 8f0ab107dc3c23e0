package io.pgwalstreams.worker.faults;

import java.time.Duration;

/**
 * One harm of a plan.
 *
 * @param number from 1
 * @param victim which of the servers, where the harm leaves a choice: any number from 0
 * @param calm how long nothing is done before
 * @param length how long it lasts, where it lasts
 * @param awaited whether everything is to be stored before the next strike
 */
record Strike(int number, Harm harm, int victim, Duration calm, Duration length, boolean awaited) {}
