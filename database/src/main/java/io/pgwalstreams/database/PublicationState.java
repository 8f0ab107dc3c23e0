package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A publication as the catalog has it.
 *
 * @param tables with row filters as PostgreSQL prints them
 * @param comment empty when there is none
 */
public record PublicationState(
    String name,
    List<PublicationDefinition.Table> tables,
    Set<String> schemas,
    boolean allTables,
    Set<String> operations,
    boolean viaPartitionRoot,
    String comment) {

  public PublicationState {
    tables = List.copyOf(tables);
    schemas = Set.copyOf(schemas);
    operations = Set.copyOf(operations);
  }

  /** Whose it is; empty when nobody of ours made it. */
  public Optional<Claim> claim() {
    return Claim.parse(comment);
  }

  /**
   * The slot that belongs to the claim: it was created for it, or did not exist when the claim was
   * written. Empty when none was.
   */
  public Optional<String> claimedSlot() {
    return Claim.Note.of(comment).slot();
  }

  /** Why it is not the claim's; empty when it is. */
  public Optional<Failure> notOurs(Claim claim) {
    Optional<Claim> owner = claim();
    if (owner.isPresent() && owner.get().equals(claim)) {
      return Optional.empty();
    }
    String whose = owner.map(c -> "belongs to " + c.display()).orElse("existed before");
    return Optional.of(
        Reason.ClaimedByAnother.because(
            "publication '" + name + "' " + whose,
            "choose another name, or use it as it is: publication.existing"));
  }

  /** ALTER PUBLICATION knows no ALL TABLES (manual, ALTER PUBLICATION). */
  public Optional<Failure> unalterable(PublicationDefinition wanted) {
    if (wanted.allTables() == allTables) {
      return Optional.empty();
    }
    return Optional.of(
        Reason.InvalidSpec.because(
            "publication '"
                + name
                + "' was made "
                + (allTables ? "" : "not ")
                + "FOR ALL TABLES, which PostgreSQL cannot alter",
            "restore publication.managed as it was, or make another WalStream"));
  }
}
