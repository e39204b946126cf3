package io.rotakeep.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lays out the help: what is a command's own comes before what all of them take. */
final class HelpSections {
  /** What people look for first comes first. */
  private static final List<String> ORDER =
      List.of(
          UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
          UsageMessageSpec.SECTION_KEY_SYNOPSIS,
          UsageMessageSpec.SECTION_KEY_DESCRIPTION,
          UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
          UsageMessageSpec.SECTION_KEY_OPTION_LIST,
          UsageMessageSpec.SECTION_KEY_FOOTER,
          UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
          UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST);

  private HelpSections() {}

  /** For this command and all below it. */
  static void arrange(CommandLine command) {
    var usage = command.getCommandSpec().usageMessage();
    usage.customSynopsis(synopsis(command.getCommandSpec()));
    usage.commandListHeading("%nCommands:%n");
    usage.parameterListHeading("%n");
    command.setHelpSectionKeys(ORDER);
    command
        .getHelpSectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpSections::options);
    command.getSubcommands().values().forEach(HelpSections::arrange);
  }

  private static String synopsis(CommandSpec command) {
    var own = command.options().stream().filter(HelpSections::isOwn).map(HelpSections::shortly);
    var operands = command.positionalParameters().stream().map(HelpSections::shortly);
    var commands = command.subcommands().isEmpty() ? Stream.<String>of() : Stream.of("COMMAND");
    return Stream.of(Stream.of(command.qualifiedName()), commands, own, operands)
        .flatMap(words -> words)
        .collect(Collectors.joining(" "));
  }

  private static boolean isOwn(OptionSpec option) {
    return !isGlobal(option) && !option.hidden();
  }

  private static boolean isGlobal(OptionSpec option) {
    return option.inherited()
        || option.usageHelp()
        || option.versionHelp()
        || option.scopeType() == CommandLine.ScopeType.INHERIT;
  }

  private static String shortly(ArgSpec argument) {
    var text =
        argument instanceof OptionSpec option
            ? option.longestName() + (option.arity().max() == 0 ? "" : " " + option.paramLabel())
            : argument.paramLabel();
    var bracketed = argument.required() ? text : "[" + text + "]";
    return argument.isMultiValue() ? bracketed + "..." : bracketed;
  }

  private static String options(Help help) {
    var own = list(help, false);
    boolean root = help.commandSpec().parent() == null;
    return help.createHeading(own.isEmpty() ? "" : "%nOptions:%n")
        + own
        + help.createHeading(root ? "%nOptions:%n" : "%nOptions of every command:%n")
        + list(help, true);
  }

  private static String list(Help help, boolean global) {
    List<OptionSpec> options =
        help.commandSpec().options().stream()
            .filter(option -> !option.hidden() && isGlobal(option) == global)
            .toList();
    return options.isEmpty() ? "" : help.optionListExcludingGroups(options);
  }
}
