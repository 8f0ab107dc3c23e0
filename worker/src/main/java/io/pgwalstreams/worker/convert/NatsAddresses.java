package io.pgwalstreams.worker.convert;

import java.util.ArrayList;
import java.util.List;

/** Addresses of NATS as its clients take them: with or without a scheme, a user and a password. */
record NatsAddresses(List<String> servers, Draft.Login login) {
  private static final String NO_ADDRESS = "nats://localhost:4222";

  NatsAddresses {
    servers = servers.isEmpty() ? List.of(NO_ADDRESS) : List.copyOf(servers);
  }

  static NatsAddresses parse(String text) {
    var servers = new ArrayList<String>();
    Draft.Login login = new Draft.Login.None();
    for (String one : text.split(",", -1)) {
      String address = one.strip();
      if (address.isEmpty()) {
        continue;
      }
      int colon = address.indexOf("://");
      String scheme = colon < 0 ? "nats" : address.substring(0, colon);
      String rest = colon < 0 ? address : address.substring(colon + 3);
      int at = rest.lastIndexOf('@');
      if (at >= 0) {
        login = login(rest.substring(0, at));
      }
      servers.add(scheme + "://" + rest.substring(at + 1).replaceAll("/+$", ""));
    }
    return new NatsAddresses(servers, login);
  }

  private static Draft.Login login(String userInfo) {
    int colon = userInfo.indexOf(':');
    return colon < 0 ? new Draft.Login.Token() : new Draft.Login.User(userInfo.substring(0, colon));
  }
}
