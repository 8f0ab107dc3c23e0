package io.pgwalstreams.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The health check as Argo CD's own code evaluates it, on the recorded stages of a life. */
class ArgoCdHealthIT {
  @Test
  void argoCdItselfShowsWhatTheTestsPromise() {
    Program argoCd = Program.needed("argo-health");

    List<String> told =
        argoCd.run(Settings.ROOT.resolve("deploy/argocd").toString()).ok().lines().toList();

    assertThat(told).hasSizeGreaterThan(10).allMatch(line -> line.startsWith("ok "));
  }
}
