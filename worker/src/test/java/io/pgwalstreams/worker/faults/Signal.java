package io.pgwalstreams.worker.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a process can be told from outside, whoever started it. */
enum Signal {
  STOP,
  CONT,
  KILL,
  HUP;

  /** IllegalStateException when there is no such process. */
  void to(long pid) {
    try {
      int status = new ProcessBuilder("kill", "-" + name(), Long.toString(pid)).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("there is no process " + pid + " for " + this);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
