package io.rotakeep.client;

/**
 * One field of a request that the daemon refused.
 *
 * @param field path of the field in the request message, such as {@code min_validity}
 * @param description the rule it broke, and how to keep to it
 */
public record FieldViolation(String field, String description) {}
