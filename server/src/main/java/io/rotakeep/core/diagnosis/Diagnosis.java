package io.rotakeep.core.diagnosis;

/**
 * What is the matter with a connection.
 *
 * @param explanation in a few sentences, for people
 * @param nextStep what to do now, with the command; empty if nothing
 */
public record Diagnosis(String explanation, String nextStep) {}
