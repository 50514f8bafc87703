package io.spoolway.cli;

import io.spoolway.config.InvalidSettingsException;
import io.spoolway.service.ServiceMain;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells errors in a line or two; a stack trace only with {@code --verbose}. */
final class PlainErrors implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final SpoolwayCommand options;

    PlainErrors(SpoolwayCommand options) {
        this.options = options;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(
                switch (e) {
                    case CommandFailure failure -> name + ": " + failure.getMessage();
                    case InvalidSettingsException invalid -> name + ": " + invalid.getMessage();
                    default -> "%s: %s%s".formatted(name, e, options.verbose() ? "" : " (--verbose shows where)");
                });
        if (options.verbose()) {
            e.printStackTrace(err);
        }
        err.flush();
        return e instanceof InvalidSettingsException ? ServiceMain.EXIT_CONFIG : CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String name = command.getCommandSpec().qualifiedName();
        err.println(name + ": " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("'" + name + " --help' tells what it takes.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }
}
