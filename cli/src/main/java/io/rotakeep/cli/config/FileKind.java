package io.rotakeep.cli.config;

import io.rotakeep.adapter.yaml.JsonSchema;

/** The files that have a schema. */
enum FileKind {
  DAEMON,
  POLICIES,
  PROVIDER,
  PRESET;

  String schema() {
    return switch (this) {
      case DAEMON -> JsonSchema.ofDaemonFile();
      case POLICIES -> JsonSchema.ofPoliciesFile();
      case PROVIDER -> JsonSchema.ofProviderFile();
      case PRESET -> JsonSchema.ofPreset();
    };
  }
}
