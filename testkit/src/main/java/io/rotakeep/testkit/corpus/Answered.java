package io.rotakeep.testkit.corpus;

/**
 * One case of a table, as the manual speaks of it.
 *
 * @param answer a few words, such as a status and a reason
 */
public record Answered(Row row, String answer) {}
