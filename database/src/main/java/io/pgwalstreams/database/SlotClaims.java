package io.pgwalstreams.database;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose a slot is. A slot has no comment, so the claim on a WalStream's publication names its slot
 * too; a lock per name sees to it that at most one publication of a database names it, and that
 * none did while the slot existed already (docs/design/0004-ownership.md). Not thread-safe, as its
 * connection is not.
 */
public final class SlotClaims {
  private final Connection connection;
  private final Publications publications;

  public SlotClaims(Connection connection) throws SQLException {
    this.connection = connection;
    this.publications = new Publications(connection);
  }

  /** A publication whose claim names the slot. */
  public record Holder(String publication, Claim claim) {}

  /** Who claims the slot in this database; empty when nobody does. */
  public Optional<Holder> holder(String slot) throws SQLException {
    return holders(slot).stream().findFirst();
  }

  private List<Holder> holders(String slot) throws SQLException {
    var holders = new ArrayList<Holder>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select p.pubname, d.comment
              from pg_publication p,
                   lateral (select obj_description(p.oid, 'pg_publication') as comment) d
             where strpos(d.comment, ?) > 0 order by 1""")) {
      query.setString(1, "\"slot\":\"" + slot + "\"");
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String comment = row.getString(2);
          Optional<Claim> claim = Claim.parse(comment);
          if (claim.isPresent() && Claim.Note.of(comment).slot().equals(Optional.of(slot))) {
            holders.add(new Holder(row.getString(1), claim.get()));
          }
        }
      }
    }
    return holders;
  }

  /**
   * Writes down that the slot, which does not exist yet, is to be the claim's. To be done before it
   * is created. Throws FailureException with ClaimedByAnother when it exists, or when another claim
   * names it.
   */
  public void register(String publication, Claim claim, String slot) throws SQLException {
    underLock(
        slot,
        () -> {
          PublicationState is = ours(publication, claim);
          refuseOthers(claim, slot);
          if (new SlotReader(connection).read(slot).isPresent()) {
            throw takenSlot(slot).asException();
          }
          withdrawElsewhere(publication, claim, slot);
          write(is, claim, Optional.of(slot));
        });
  }

  /** Takes it back: the slot turned out to be somebody else's. */
  public void withdraw(String publication, Claim claim) throws SQLException {
    new DdlTransaction(connection)
        .run(() -> write(ours(publication, claim), claim, Optional.empty()));
  }

  /**
   * Makes publication and slot the claim's. The slot goes with it only if the old claim names it:
   * one that nobody's claim names may be a stranger's. Throws FailureException with
   * ClaimedByAnother when the publication is not that WalStream's.
   *
   * @param uid of the WalStream that it is taken from
   * @param slot empty when the slot is not managed
   */
  public void takeOver(String publication, String uid, Claim claim, Optional<String> slot)
      throws SQLException {
    underLock(
        slot.orElse(""),
        () -> {
          PublicationState is = publications.read(publication).orElseThrow(() -> gone(publication));
          if (!is.claim().map(Claim::uid).equals(Optional.of(uid))) {
            is.notOurs(claim)
                .ifPresent(
                    f -> {
                      throw f.asException();
                    });
          }
          if (slot.isPresent()) {
            // What the publication itself says goes with it.
            refuseOthers(claim, slot.get(), publication);
            withdrawElsewhere(publication, claim, slot.get());
          }
          write(is, claim, slot.filter(s -> is.claimedSlot().equals(Optional.of(s))));
        });
  }

  /** The slot exists and was not made for the claim that asks. */
  public static Failure takenSlot(String slot) {
    return Reason.ClaimedByAnother.because(
        "slot '" + slot + "' existed before",
        "choose another name, drop the slot if nobody needs it, or use it as it is: slot.existing");
  }

  private void refuseOthers(Claim claim, String slot, String... but) throws SQLException {
    Optional<Holder> other =
        holders(slot).stream()
            .filter(h -> !h.claim().equals(claim) && !List.of(but).contains(h.publication()))
            .findFirst();
    if (other.isPresent()) {
      throw Reason.ClaimedByAnother.because(
              "slot '" + slot + "' " + belongs(other.get()),
              "choose another name, or drop that publication if nobody needs it")
          .asException();
    }
  }

  /** Another publication of the claim's was to have the slot before this one took its place. */
  private void withdrawElsewhere(String publication, Claim claim, String slot) throws SQLException {
    for (PublicationState is : publications.claimedBy(claim)) {
      if (!is.name().equals(publication) && is.claimedSlot().equals(Optional.of(slot))) {
        write(is, claim, Optional.empty());
      }
    }
  }

  private static String belongs(Holder h) {
    return "belongs to " + h.claim().display() + ", by its publication '" + h.publication() + "'";
  }

  private PublicationState ours(String publication, Claim claim) throws SQLException {
    PublicationState is = publications.read(publication).orElseThrow(() -> gone(publication));
    is.notOurs(claim)
        .ifPresent(
            f -> {
              throw f.asException();
            });
    return is;
  }

  private static RuntimeException gone(String publication) {
    return Reason.PublicationMissing.because(
            "publication '" + publication + "' was dropped meanwhile",
            "leave it to this program, which creates it anew")
        .asException();
  }

  private void write(PublicationState is, Claim claim, Optional<String> slot) throws SQLException {
    new DdlTransaction(connection).execute(List.of(PublicationSql.claim(is, claim, slot)));
  }

  /** The lock is let go at the end of the transaction; what follows it sees what others wrote. */
  private void underLock(String slot, DdlTransaction.Work work) throws SQLException {
    new DdlTransaction(connection)
        .run(
            () -> {
              try (PreparedStatement lock =
                  connection.prepareStatement(
                      "select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
                lock.setString(1, "pgwalstreams slot " + slot);
                lock.execute();
              }
              work.run();
            });
  }
}
