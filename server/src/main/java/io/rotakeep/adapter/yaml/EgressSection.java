package io.rotakeep.adapter.yaml;

import java.util.List;

/** Reads the key {@code egress}: how this daemon looks from outside. */
final class EgressSection {
  private static final Key.Required<List<String>> ADDRESSES =
      Key.required(
          "addresses",
          Kind.listOf(
              Kind.matching(
                  "[0-9A-Fa-f.:]{2,45}(/[0-9]{1,3})?",
                  "must be an IP address or a range such as 203.0.113.0/28")),
          "[203.0.113.7]",
          "The addresses that providers see, and that their allow-lists should hold. They stand in"
              + " the report of an incident, so that the provider can tell our requests from"
              + " others'.");

  private static final Key.Later PROXY =
      Key.later("proxy", "leave it out; the daemon connects directly");

  static final Keys KEYS = Keys.of(ADDRESSES, PROXY);

  private EgressSection() {}

  static List<String> read(Section section) {
    section.refuse(PROXY);
    return section.get(ADDRESSES);
  }
}
