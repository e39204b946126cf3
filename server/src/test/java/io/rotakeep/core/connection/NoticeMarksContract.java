package io.rotakeep.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.notice.Told;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link NoticeMarks} keeps to. */
public abstract class NoticeMarksContract extends StoreContract {
  private static final IncidentId ONE = IncidentId.of(new UUID(1, 0));
  private static final IncidentId TWO = IncidentId.of(new UUID(2, 0));

  @Test
  void givesBackTheNewestMarkOfEachReceiver() {
    marks().write("ops", ONE, new Told(Severity.LOW, Progress.State.OPEN));
    marks().write("soc", ONE, new Told(Severity.LOW, Progress.State.RESOLVED));
    marks().write("ops", ONE, new Told(Severity.HIGH, Progress.State.ACKNOWLEDGED));

    reopen();

    assertThat(marks().find("ops", ONE))
        .contains(new Told(Severity.HIGH, Progress.State.ACKNOWLEDGED));
    assertThat(marks().find("soc", ONE)).contains(new Told(Severity.LOW, Progress.State.RESOLVED));
    assertThat(marks().find("ops", TWO)).isEmpty();
  }

  @Test
  void tellsOfWhichEndAReceiverDoesNotKnow() {
    marks().write("ops", ONE, new Told(Severity.LOW, Progress.State.ACKNOWLEDGED));
    marks().write("ops", TWO, new Told(Severity.LOW, Progress.State.RESOLVED));
    marks().write("soc", TWO, new Told(Severity.LOW, Progress.State.OPEN));

    assertThat(marks().unended("ops")).containsExactly(ONE);
    assertThat(marks().unended("soc")).containsExactly(TWO);
    assertThat(marks().unended("nobody")).isEmpty();
  }

  private NoticeMarks marks() {
    return stores().noticeMarks();
  }
}
