package io.pgwalstreams.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What can be checked of the pages without running anything. */
class PagesTest {
  @Test
  void everyRelativeLinkLeadsSomewhere() {
    var broken = new ArrayList<String>();
    for (Page page : Page.all()) {
      for (String link : page.links()) {
        if (!link.matches("[a-z]+:.*") && !leadsSomewhere(page, link)) {
          broken.add(page.name() + ": " + link);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Page page, String link) {
    int hash = link.indexOf('#');
    String file = hash < 0 ? link : link.substring(0, hash);
    Path target = file.isEmpty() ? page.path() : page.path().resolveSibling(file).normalize();
    if (!target.startsWith(Page.ROOT) || !Files.exists(target)) {
      return false;
    }
    return hash < 0 || Page.read(target).fragments().contains(link.substring(hash + 1));
  }

  /** Blocks tagged {@code console run} are meant to be run by a test: commands behind a prompt. */
  @Test
  void everyBlockToRunHasCommands() {
    for (Page page : Page.all()) {
      for (Page.Fence fence : page.fences()) {
        if (fence.tag().equals("console run")) {
          assertThat(fence.content().lines())
              .as(page.name())
              .isNotEmpty()
              .allSatisfy(line -> assertThat(line).startsWith("$ "));
        }
      }
    }
  }

  @Test
  void everyPageBeginsWithItsTitle() {
    assertThat(Page.all())
        .isNotEmpty()
        .allSatisfy(page -> assertThat(page.text()).as(page.name()).startsWith("# "));
  }
}
