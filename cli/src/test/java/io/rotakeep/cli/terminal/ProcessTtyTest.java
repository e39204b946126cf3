package io.rotakeep.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.terminal.Tty.Size;
import org.junit.jupiter.api.Test;

class ProcessTtyTest {
  @Test
  void readsWhatSttySays() {
    assertThat(ProcessTty.read("30 120\n")).isEqualTo(new Size(120, 30));
    assertThat(ProcessTty.read("0 0\n")).isEqualTo(Size.USUAL);
    assertThat(ProcessTty.read("")).isEqualTo(Size.USUAL);
  }
}
