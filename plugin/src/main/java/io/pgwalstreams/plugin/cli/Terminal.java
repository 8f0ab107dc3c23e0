package io.pgwalstreams.plugin.cli;

import java.io.Console;
import java.util.Optional;

/** Whether somebody looks at what is written. */
final class Terminal {
  private Terminal() {}

  static boolean isThere() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false)
        && !"dumb".equals(System.getenv("TERM"));
  }
}
