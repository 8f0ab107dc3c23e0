package io.pgwalstreams.api;

/**
 * Every reason why a WalStream does not do what was asked: one word for condition, metric label,
 * log field and documentation. {@code docs/reference/failures.md} is generated from this list.
 */
public enum Reason {
  // What the user wrote.
  InvalidSpec(Area.SPEC, Recovery.PERSON, "The document breaks a rule of the resource."),
  SecretMissing(
      Area.SPEC,
      Recovery.PERSON,
      "A Secret or ConfigMap, or a key in it, that the document names does not exist, or may not be read."),

  // The database.
  DatabaseUnreachable(
      Area.DATABASE,
      Recovery.WAITS,
      "No connection to PostgreSQL: host, port, network, or the server is down."),
  AddressDenied(
      Area.DATABASE,
      Recovery.PERSON,
      "The host's address is in a range that the operator does not connect to."),
  DatabaseShuttingDown(
      Area.DATABASE, Recovery.WAITS, "PostgreSQL is shutting down or starting up."),
  AuthenticationFailed(
      Area.DATABASE, Recovery.PERSON, "PostgreSQL refuses the user, password or certificate."),
  DatabaseTlsFailed(
      Area.DATABASE,
      Recovery.PERSON,
      "TLS with PostgreSQL cannot be agreed, or its certificate is not trusted."),
  DatabaseMissing(Area.DATABASE, Recovery.PERSON, "The database does not exist on this server."),
  ServerUnsupported(
      Area.DATABASE, Recovery.PERSON, "The server's version is older than PostgreSQL 14."),
  ServerVersionRisky(
      Area.DATABASE, Recovery.WARNS, "A minor version before the 2025 fix of logical decoding."),
  ServerIsStandby(Area.DATABASE, Recovery.PERSON, "The server is in recovery: it is a standby."),
  WalLevelInsufficient(Area.DATABASE, Recovery.PERSON, "wal_level is not logical."),
  PrivilegeMissing(Area.DATABASE, Recovery.PERSON, "The role lacks a privilege that is needed."),
  NoFreeWalSender(Area.DATABASE, Recovery.WAITS, "max_wal_senders are all in use."),

  // The publication.
  PublicationMissing(Area.PUBLICATION, Recovery.PERSON, "The publication does not exist."),
  TableMissing(
      Area.PUBLICATION,
      Recovery.PERSON,
      "A table, column or schema of the publication does not exist."),
  TableUnsupported(
      Area.PUBLICATION,
      Recovery.PERSON,
      "A relation that cannot be published: a view, foreign, temporary or unlogged table."),
  ReplicaIdentityInsufficient(
      Area.PUBLICATION,
      Recovery.PERSON,
      "The publication would make PostgreSQL refuse the application's own UPDATE or DELETE."),
  RowFilterInvalid(Area.PUBLICATION, Recovery.PERSON, "PostgreSQL does not take the row filter."),
  PublicationNewerThanSlot(
      Area.PUBLICATION,
      Recovery.PERSON,
      "The publication was created after the slot: earlier WAL cannot be decoded with it."),
  ClaimedByAnother(
      Area.PUBLICATION,
      Recovery.PERSON,
      "The publication, slot or stream belongs to another WalStream, or existed before."),
  LockTimeout(
      Area.PUBLICATION,
      Recovery.WAITS,
      "A change of the publication waits for a lock that another session holds."),

  // The slot.
  SlotMissing(Area.SLOT, Recovery.PERSON, "The replication slot does not exist."),
  SlotUnsuitable(
      Area.SLOT,
      Recovery.PERSON,
      "The slot is physical, temporary, two-phase, of another plugin or of another database."),
  SlotInUse(Area.SLOT, Recovery.WAITS, "Another process reads from the slot."),
  NoFreeSlot(Area.SLOT, Recovery.WAITS, "max_replication_slots are all in use."),
  WaitingForTransactions(
      Area.SLOT,
      Recovery.WAITS,
      "Creating the slot waits until every transaction that was open has ended."),
  SlotAtRisk(Area.SLOT, Recovery.WARNS, "The WAL that the slot retains comes near a limit."),
  SlotLost(
      Area.SLOT,
      Recovery.PERSON,
      "The slot is gone or invalidated: WAL that was not read yet is lost."),

  // The stream.
  NatsUnreachable(Area.STREAM, Recovery.WAITS, "No connection to NATS, or no JetStream behind it."),
  NatsAuthenticationFailed(Area.STREAM, Recovery.PERSON, "NATS refuses the credentials."),
  NatsTlsFailed(
      Area.STREAM,
      Recovery.PERSON,
      "TLS with NATS cannot be agreed, or its certificate is not trusted."),
  NatsPermissionMissing(
      Area.STREAM, Recovery.PERSON, "The NATS user may not publish or ask for what is needed."),
  StreamMissing(
      Area.STREAM,
      Recovery.PERSON,
      "The stream does not exist, and the document does not ask to create it."),
  StreamUnsuitable(
      Area.STREAM,
      Recovery.PERSON,
      "The stream's configuration does not allow what the delivery mode promises."),
  StreamSubjectsMissing(
      Area.STREAM, Recovery.PERSON, "The stream does not take all subjects below the prefix."),
  StreamFull(Area.STREAM, Recovery.WAITS, "The stream is full and refuses new messages."),
  StreamUnavailable(
      Area.STREAM,
      Recovery.WAITS,
      "The stream has no leader, or its server is short of resources."),
  StreamHasHoles(Area.STREAM, Recovery.WARNS, "Messages are missing in the middle of the stream."),
  BucketUnsuitable(
      Area.STREAM,
      Recovery.PERSON,
      "The checkpoint bucket may lose its records: TTL, memory storage, or too little history."),
  CheckpointUnavailable(
      Area.STREAM,
      Recovery.WARNS,
      "No checkpoint bucket can be used: idle WAL is not confirmed, purged streams do not resume."),
  EventTooLarge(Area.STREAM, Recovery.PERSON, "An event is larger than the server's max_payload."),

  // Delivery: what would lose or repeat events, found at start or later.
  Fenced(Area.DELIVERY, Recovery.PERSON, "A newer worker has taken over this WalStream."),
  EarlierMessages(
      Area.DELIVERY,
      Recovery.WAITS,
      "A killed worker's messages may still arrive, and could not be told from those that are next."),
  ForeignWriter(
      Area.DELIVERY,
      Recovery.PERSON,
      "Somebody else wrote into the stream: an event may be missing there."),
  StreamRecreated(Area.DELIVERY, Recovery.PERSON, "The stream was deleted and made anew."),
  StreamRolledBack(
      Area.DELIVERY,
      Recovery.WARNS,
      "The stream lost its tail; the lost events are published again."),
  StreamRolledBackTooFar(
      Area.DELIVERY,
      Recovery.PERSON,
      "The stream lost more of its tail than PostgreSQL still holds."),
  SequenceJumped(
      Area.DELIVERY,
      Recovery.PERSON,
      "The stream's last sequence is further on than events were published."),
  NoReference(
      Area.DELIVERY,
      Recovery.PERSON,
      "The stream is not empty, and nothing tells which change was its last."),
  MappingChanged(
      Area.DELIVERY,
      Recovery.PERSON,
      "The filter or encoding changed while events could not be counted."),
  CountMismatch(Area.DELIVERY, Recovery.PERSON, "PostgreSQL holds fewer events than the stream."),
  SystemChanged(
      Area.DELIVERY,
      Recovery.PERSON,
      "Another PostgreSQL system answers than the one that the stream was written from."),
  PhantomEvents(
      Area.DELIVERY,
      Recovery.PERSON,
      "The stream holds changes that this timeline of the database never had."),
  SlotRecreated(
      Area.DELIVERY,
      Recovery.PERSON,
      "The slot was made anew after a failover: changes in between are missing."),
  DatabaseWentBack(
      Area.DELIVERY,
      Recovery.PERSON,
      "The database's WAL ends before the last published change: it was restored."),
  SlotAdvanced(
      Area.DELIVERY,
      Recovery.PERSON,
      "The slot is further on than this WalStream confirmed: changes in between are missing."),
  HistoryDiverged(
      Area.DELIVERY,
      Recovery.PERSON,
      "The database's history at the last published change is another one."),

  // The worker itself.
  MalformedMessage(
      Area.WORKER, Recovery.PERSON, "PostgreSQL sent bytes that are not the pgoutput protocol."),
  WorkerNotStarting(
      Area.WORKER,
      Recovery.WAITS,
      "The worker's pod cannot start: the cluster forbids it, its image cannot be pulled, or no node takes it."),
  WorkerCrashed(
      Area.WORKER,
      Recovery.WAITS,
      "The worker's process ended without saying why, as when it has too little memory."),
  WorkerUnreachable(
      Area.WORKER,
      Recovery.WAITS,
      "The worker does not answer the operator, or its pod does not go: its node may be lost."),
  Internal(Area.WORKER, Recovery.PERSON, "A defect of the worker.");

  /** The part that the reason is about; it decides the condition and the exit status. */
  public enum Area {
    SPEC(64),
    DATABASE(65),
    PUBLICATION(66),
    SLOT(67),
    STREAM(68),
    DELIVERY(69),
    WORKER(70);

    private final int exitStatus;

    Area(int exitStatus) {
      this.exitStatus = exitStatus;
    }

    /** The worker's exit status when a reason of this area ends it. */
    public int exitStatus() {
      return exitStatus;
    }
  }

  /** What ends the state. */
  public enum Recovery {
    /** Heals by itself or when the other side is back: the worker waits and reports. */
    WAITS,
    /** A person must act. */
    PERSON,
    /** Nothing stands still: reported only. */
    WARNS
  }

  private final Area area;
  private final Recovery recovery;
  private final String meaning;

  Reason(Area area, Recovery recovery, String meaning) {
    this.area = area;
    this.recovery = recovery;
    this.meaning = meaning;
  }

  public Area area() {
    return area;
  }

  public Recovery recovery() {
    return recovery;
  }

  /** One sentence for the documentation. */
  public String meaning() {
    return meaning;
  }

  /** A failure with this reason. */
  public Failure because(String message, String remedy) {
    return new Failure(this, message, remedy);
  }
}
