package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FaultyWriteAheadLogTest extends WriteAheadLogContract {
  private @Nullable FaultyWriteAheadLog current;

  @Override
  protected FaultyWriteAheadLog open() {
    current = current == null ? new FaultyWriteAheadLog(STORE, witness) : current.crash();
    return current;
  }

  @Override
  protected void kill(WriteAheadLog log) {}

  @Test
  void losesInACrashWhatWasNotDurable() {
    FaultyWriteAheadLog log = open();
    log.appendDurably(bytes("kept"));
    log.append(bytes("lost"));

    FaultyWriteAheadLog next = log.crash();

    assertThat(replay(next, 0).values()).containsExactly("kept");
  }

  @Test
  void losesTheAppendItWasToldTo() {
    FaultyWriteAheadLog log = open();
    log.loseAppend(2);
    log.appendDurably(bytes("kept"));

    assertThatThrownBy(() -> log.appendDurably(bytes("lost")))
        .isInstanceOf(JournalUnavailableException.class);

    assertThatThrownBy(() -> log.append(bytes("late")))
        .isInstanceOf(JournalUnavailableException.class);
    assertThat(replay(log.crash(), 0).values()).containsExactly("kept");
  }

  @Test
  void keepsAFrameWhoseCallerHeardOfAFailure() {
    FaultyWriteAheadLog log = open();
    log.failAfterAppend(1);

    assertThatThrownBy(() -> log.appendDurably(bytes("kept")))
        .isInstanceOf(JournalUnavailableException.class);

    assertThat(replay(log.crash(), 0).values()).containsExactly("kept");
  }
}
