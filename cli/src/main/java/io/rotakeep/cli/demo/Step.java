package io.rotakeep.cli.demo;

/** One act of the demo. */
interface Step {
  String title();

  /** Does it on the stage that the steps before have left. */
  StepResult perform(Stage stage) throws Exception;
}
