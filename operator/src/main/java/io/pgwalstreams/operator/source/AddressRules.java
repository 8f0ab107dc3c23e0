package io.pgwalstreams.operator.source;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Ranges of addresses that the operator does not connect to, so that nobody reaches through it what
 * a pod of theirs could not: loopback, link-local, the API server. Pure.
 */
public final class AddressRules {
  /** Denies nothing. */
  public static final AddressRules NONE = new AddressRules(List.of());

  /** Who connects to the unspecified address, 0.0.0.0 or ::, comes to the machine itself. */
  private static final List<InetAddress> ITSELF =
      List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1"));

  private final List<Range> denied;

  private AddressRules(List<Range> denied) {
    this.denied = List.copyOf(denied);
  }

  /**
   * Rules from ranges as in {@code 169.254.0.0/16}, {@code ::1/128} or {@code 10.0.0.1}.
   * IllegalArgumentException for anything else.
   */
  public static AddressRules deny(List<String> ranges) {
    return new AddressRules(ranges.stream().map(Range::parse).toList());
  }

  /** True when no address needs to be looked up. */
  boolean none() {
    return denied.isEmpty();
  }

  /** Why the host is not connected to: one of its addresses is denied. */
  Optional<Failure> refusal(String host, List<InetAddress> addresses) {
    for (InetAddress address : addresses) {
      for (Range range : denied) {
        if (range.contains(address)) {
          return Optional.of(
              Reason.AddressDenied.because(
                  "host '"
                      + host
                      + "' has the address "
                      + address.getHostAddress()
                      + ", in the denied range "
                      + range.text,
                  "name another host, or have the operator's settings allow the range"));
        }
      }
    }
    return Optional.empty();
  }

  private record Range(String text, byte[] base, int bits) {
    static Range parse(String text) {
      int slash = text.indexOf('/');
      // an IPv4 address within IPv6 is read as the IPv4 address that it is
      byte[] base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
      int bits = slash < 0 ? base.length * 8 : Integer.parseInt(text, slash + 1, text.length(), 10);
      if (bits < 0 || bits > base.length * 8) {
        throw new IllegalArgumentException("not a range of addresses: '" + text + "'");
      }
      return new Range(text, base, bits);
    }

    boolean contains(InetAddress address) {
      return contains(address.getAddress())
          || (address.isAnyLocalAddress()
              && ITSELF.stream().anyMatch(a -> contains(a.getAddress())));
    }

    private boolean contains(byte[] address) {
      if (address.length != base.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >>> (bit % 8);
        if ((address[bit / 8] & mask) != (base[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
