package io.pgwalstreams.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SmallDiskIT {

  @Test
  void aDiskThatIsFullTakesNothingUntilItIsFreed() throws IOException {
    assumeTrue(SmallDisk.canBeMade(), SmallDisk.NOT_ALLOWED);
    try (SmallDisk disk = SmallDisk.ofMegabytes(8)) {
      Path file = disk.folder().resolve("file");
      byte[] twoMegabytes = new byte[2 * 1024 * 1024];
      disk.fill();
      assertThatThrownBy(() -> Files.write(file, twoMegabytes)).isInstanceOf(IOException.class);
      assertThat(disk.isFull()).isTrue();
      disk.free();
      Files.write(file, twoMegabytes);
      assertThat(file).hasSize(twoMegabytes.length);
    }
  }
}
