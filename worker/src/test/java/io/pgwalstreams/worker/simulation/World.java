package io.pgwalstreams.worker.simulation;

/** What workers live in, and how wrong they are. */
record World(Sim sim, SimPostgres postgres, SimJetStream stream, Mutation mutation) {}
