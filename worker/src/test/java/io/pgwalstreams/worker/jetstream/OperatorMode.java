package io.pgwalstreams.worker.jetstream;

import io.nats.client.NKey;
import io.nats.client.support.JwtUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;

/**
 * A NATS operator with an account and the system's: what {@code nsc} makes, for a server's
 * configuration.
 */
final class OperatorMode {
  private final NKey operator = NKey.createOperator(null);
  private final NKey account = NKey.createAccount(null);
  private final NKey system = NKey.createAccount(null);

  OperatorMode() throws IOException, GeneralSecurityException {}

  /** The server's configuration. */
  String configuration() throws IOException, GeneralSecurityException {
    var operatorId = new String(operator.getPublicKey());
    var systemId = new String(system.getPublicKey());
    var operatorJwt =
        JwtUtils.issueJWT(
            operator,
            operatorId,
            "operator",
            null,
            JwtUtils.currentTimeSeconds(),
            operatorId,
            () -> "{\"type\":\"operator\",\"version\":2,\"system_account\":\"" + systemId + "\"}");
    return "operator: "
        + operatorJwt
        + "\nsystem_account: "
        + systemId
        + "\nresolver: MEMORY\nresolver_preload: { "
        + entry(account, "\"mem_storage\":-1,\"disk_storage\":-1,\"streams\":-1,\"consumer\":-1,")
        + ", "
        + entry(system, "")
        + " }\n";
  }

  private String entry(NKey of, String jetStream) throws IOException, GeneralSecurityException {
    var id = new String(of.getPublicKey());
    var jwt =
        JwtUtils.issueJWT(
            operator,
            id,
            "account",
            null,
            JwtUtils.currentTimeSeconds(),
            new String(operator.getPublicKey()),
            () ->
                "{\"type\":\"account\",\"version\":2,\"limits\":{"
                    + jetStream
                    + "\"subs\":-1,\"data\":-1,\"payload\":-1,\"conn\":-1,\"imports\":-1,"
                    + "\"exports\":-1,\"wildcards\":true,\"leaf\":-1}}");
    return id + ": " + jwt;
  }

  /** A user's .creds file; {@code expiration} null: for ever. */
  byte[] user(Duration expiration) throws IOException, GeneralSecurityException {
    var user = NKey.createUser(null);
    var jwt =
        JwtUtils.issueUserJWT(
            account,
            new String(account.getPublicKey()),
            new String(user.getPublicKey()),
            "worker",
            expiration);
    return String.format(JwtUtils.NATS_USER_JWT_FORMAT, jwt, new String(user.getSeed()))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
