package io.pgwalstreams.operator.source;

import io.pgwalstreams.database.SqlIdentifier;
import io.pgwalstreams.operator.observe.Deed;
import io.pgwalstreams.operator.observe.SourceReport;
import java.util.Optional;

/**
 * A publication that was made for a WalStream, whose document may turn away from it before it is
 * bound. Pure.
 *
 * @param where its server, as a system identifier and as an address
 */
record Leftover(String name, SourceReport.Server where, String address) {

  /** What the task has just made on this server. */
  static Leftover of(SourceTask task, SourceReport.Server where) {
    String address = task.reader().host() + ":" + task.reader().port();
    return new Leftover(task.document().publicationName(), where, address);
  }

  /**
   * What is to be told when this task is looked at on that server; empty once it is bound, while
   * the publication is used, or is found by its claim when the WalStream is deleted.
   */
  Optional<Deed> leftBy(SourceTask task, SourceReport.Server here) {
    boolean bound = task.binding().systemIdentifier().isPresent();
    boolean elsewhere =
        !here.systemIdentifier().equals(where.systemIdentifier())
            || !here.database().equals(where.database());
    boolean asIs = task.document().spec().publication().managed() == null;
    boolean used = !elsewhere && (!asIs || task.document().publicationName().equals(name));
    if (bound || used) {
      return Optional.empty();
    }
    return Optional.of(
        new Deed(
            Deed.Kind.PublicationLeft,
            "publication '%s' was made for an earlier spec and stays in database '%s' at %s: DROP PUBLICATION IF EXISTS %s"
                .formatted(name, where.database(), address, SqlIdentifier.quote(name))));
  }
}
