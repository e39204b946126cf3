package io.rotakeep.testkit.corpus;

/**
 * One case of a table whose attack tells by itself what was answered.
 *
 * @param title what is sent, made printable
 * @param answer that it must get, in a few words for the manual
 */
public record BadInput(Row row, String title, String answer, Attack attack) {

  /** Does it, and tells how it ended in the words of the table. */
  public interface Attack {
    String answer() throws Exception;
  }

  /** As the manual speaks of it. */
  public Answered answered() {
    return new Answered(row, answer);
  }

  /** The name of the test. */
  @Override
  public String toString() {
    return row + " " + title;
  }
}
