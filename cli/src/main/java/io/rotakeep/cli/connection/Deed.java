package io.rotakeep.cli.connection;

/** What is done to connections, in the forms that sentences need. */
enum Deed {
  REFRESH("refresh", "refreshing", "refreshed"),
  QUARANTINE("quarantine", "quarantining", "quarantined"),
  REVOKE("revoke", "revoking", "revoked"),
  LABEL("label", "labelling", "labelled"),
  DELETE("delete", "deleting", "deleted");

  private final String verb;
  private final String activity;
  private final String past;

  Deed(String verb, String activity, String past) {
    this.verb = verb;
    this.activity = activity;
    this.past = past;
  }

  /** Also the command's name. */
  String verb() {
    return verb;
  }

  String activity() {
    return activity;
  }

  String past() {
    return past;
  }
}
