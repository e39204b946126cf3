package io.rotakeep.core.rotation;

import java.util.UUID;

/** A {@link WriteAheadLog} that tells which step of a rotation each frame stands for. */
public final class SteppedLog implements WriteAheadLog {
  private final WriteAheadLog log;
  private final Steps steps;

  public SteppedLog(WriteAheadLog log, Steps steps) {
    this.log = log;
    this.steps = steps;
  }

  @Override
  public long appendDurably(byte[] frame) {
    JournalFrame meant = JournalFrameImage.read(frame);
    before(meant);
    long sequence = log.appendDurably(frame);
    after(meant);
    return sequence;
  }

  @Override
  public long append(byte[] frame) {
    JournalFrame meant = JournalFrameImage.read(frame);
    before(meant);
    long sequence = log.append(frame);
    after(meant);
    return sequence;
  }

  private void before(JournalFrame frame) {
    switch (frame) {
      case JournalFrame.Intent(Attempt attempt) -> {
        steps.intending(attempt);
        steps.reached(Steps.Step.INTENDING);
      }
      case JournalFrame.Response _ -> steps.reached(Steps.Step.KEEPING);
      case JournalFrame.Settled _, JournalFrame.Closed _ -> steps.reached(Steps.Step.SETTLING);
      case JournalFrame.Changed _,
          JournalFrame.Distrusted _,
          JournalFrame.Trusted _,
          JournalFrame.Checkpoint _ -> {}
    }
  }

  private void after(JournalFrame frame) {
    switch (frame) {
      case JournalFrame.Intent(Attempt attempt) -> {
        steps.intended(attempt);
        steps.reached(Steps.Step.INTENDED);
      }
      case JournalFrame.Response(UUID attempt, _) -> {
        steps.kept(attempt);
        steps.reached(Steps.Step.KEPT);
      }
      case JournalFrame.Settled(UUID attempt, _) -> ended(attempt);
      case JournalFrame.Closed(UUID attempt) -> ended(attempt);
      case JournalFrame.Changed _,
          JournalFrame.Distrusted _,
          JournalFrame.Trusted _,
          JournalFrame.Checkpoint _ -> {}
    }
  }

  private void ended(UUID attempt) {
    steps.ended(attempt);
    steps.reached(Steps.Step.SETTLED);
  }

  @Override
  public void replay(long after, FrameReader reader) {
    log.replay(
        after,
        (sequence, frame) -> {
          if (JournalFrameImage.read(frame) instanceof JournalFrame.Response(UUID attempt, _)) {
            steps.found(attempt);
          }
          reader.frame(sequence, frame);
        });
  }

  @Override
  public void trim(long through) {
    log.trim(through);
  }

  @Override
  public WalPosition position() {
    return log.position();
  }

  @Override
  public void close() {
    log.close();
  }
}
