package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.FailureException;
import io.pgwalstreams.api.Reason;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Networks in which no database is looked for: whoever may write a WalStream must not reach through
 * the operator what they cannot reach themselves. Pure.
 */
public final class AddressRules {
  private final List<Network> denied;

  private record Network(byte[] prefix, int bits, String text) {
    private boolean holds(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  private AddressRules(List<Network> denied) {
    this.denied = List.copyOf(denied);
  }

  /** Rules of networks as in {@code 10.0.0.0/8}; FailureException with InvalidSpec for others. */
  public static AddressRules of(List<String> cidrs) {
    return new AddressRules(cidrs.stream().map(AddressRules::network).toList());
  }

  private static Network network(String cidr) {
    int slash = cidr.indexOf('/');
    try {
      InetAddress address = InetAddress.ofLiteral(slash < 0 ? cidr : cidr.substring(0, slash));
      byte[] bytes = address.getAddress();
      int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
      if (bits < 0 || bits > bytes.length * 8) {
        throw new IllegalArgumentException("prefix length " + bits);
      }
      return new Network(bytes, bits, cidr);
    } catch (IllegalArgumentException e) {
      throw new FailureException(
          Reason.InvalidSpec.because(
              "'" + cidr + "' is no network (" + e.getMessage() + ")",
              "write an address and the length of its prefix, as 10.0.0.0/8"),
          e);
    }
  }

  /** Why a host with these addresses is not looked for; empty when it is. */
  Optional<Failure> refusal(String host, List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      for (Network network : denied) {
        if (network.holds(address.getAddress())) {
          return Optional.of(
              Reason.AddressDenied.because(
                  "database.host '"
                      + host
                      + "' is "
                      + address.getHostAddress()
                      + ", in the network "
                      + network.text()
                      + " that the operator does not connect to",
                  "name another host, or have --denied-addresses of the operator changed"));
        }
      }
    }
    return Optional.empty();
  }
}
