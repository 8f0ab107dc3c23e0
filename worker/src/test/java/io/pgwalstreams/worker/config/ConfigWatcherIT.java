package io.pgwalstreams.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwalstreams.api.Failure;
import io.pgwalstreams.api.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherIT {
  private static final String GOOD = Folder.document() + Folder.DATABASE_SECRET;

  private final List<String> heard = new ArrayList<>();
  private @Nullable Failure refusal;
  private Folder folder;
  private ConfigWatcher watcher;

  @BeforeEach
  void watch(@TempDir Path path) {
    folder = new Folder(path).write("shop.yaml", GOOD);
    watcher = new ConfigWatcher(folder.loader(), folder.loader().load(), new Heard());
  }

  private final class Heard implements ConfigWatcher.Listener {
    @Override
    public void changed(WorkerConfig next) {
      heard.add("changed " + next.settings().holdBack().toSeconds());
      if (refusal != null) {
        throw refusal.asException();
      }
    }

    @Override
    public void broken(Failure why) {
      heard.add("broken " + why.reason());
    }

    @Override
    public void mended() {
      heard.add("mended");
    }
  }

  private void looks(int times) {
    for (int i = 0; i < times; i++) {
      watcher.look();
    }
  }

  private static String holdingBack(int seconds) {
    return GOOD.replaceFirst("---", "  delivery: {confirmDelay: " + seconds + "s}\n---");
  }

  @Test
  void saysNothingWhileNothingChanges() {
    looks(3);
    assertThat(heard).isEmpty();
  }

  @Test
  void tellsOfAChangeOnce() {
    folder.write("shop.yaml", holdingBack(7));
    looks(3);
    assertThat(heard).containsExactly("changed 7");
  }

  @Test
  void tellsOfABrokenFileOnceAndThatItIsMended() {
    folder.write("shop.yaml", "spec: [");
    looks(4);
    folder.write("shop.yaml", GOOD);
    looks(2);
    assertThat(heard).containsExactly("broken InvalidSpec", "mended");
  }

  @Test
  void takesAFileThatIsBrokenAtOneLookForOneThatIsBeingWritten() {
    folder.write("shop.yaml", "");
    looks(1);
    folder.write("shop.yaml", holdingBack(7));
    looks(1);
    assertThat(heard).containsExactly("changed 7");
  }

  @Test
  void refusesAChangeOfWhatIsFixed() {
    folder.write("shop.yaml", GOOD.replace("subjectPrefix: db", "subjectPrefix: other"));
    looks(3);
    assertThat(heard).containsExactly("broken InvalidSpec");
  }

  @Test
  void triesAgainWhatCouldNotBeTakenUpLessAndLessOften() {
    refusal = Reason.DatabaseUnreachable.because("away", "wait");
    folder.write("shop.yaml", holdingBack(7));
    looks(1 + 1 + 1 + 3 + 1);
    assertThat(heard)
        .containsExactly("changed 7", "broken DatabaseUnreachable", "changed 7", "changed 7");
    refusal = null;
    looks(8);
    looks(8);
    assertThat(heard).hasSize(5).last().isEqualTo("changed 7");
  }

  @Test
  void takesAnotherChangeUpAtOnceAfterOneThatWasRefused() {
    refusal = Reason.TableMissing.because("gone", "create it");
    folder.write("shop.yaml", holdingBack(7));
    looks(2);
    refusal = null;
    folder.write("shop.yaml", holdingBack(8));
    looks(3);
    assertThat(heard).containsExactly("changed 7", "broken TableMissing", "changed 8");
  }

  @Test
  void isMendedWhenWhatWasRefusedIsTakenBack() {
    refusal = Reason.TableMissing.because("gone", "create it");
    folder.write("shop.yaml", holdingBack(7));
    looks(1);
    folder.write("shop.yaml", GOOD);
    looks(2);
    assertThat(heard).containsExactly("changed 7", "broken TableMissing", "mended");
  }
}
