#!/usr/bin/env node
import {
  type Answer,
  type Command,
  ExitCode,
  helpOf,
  helpOfAll,
  parseCommandLine,
  UsageError,
} from './command';
import { doctor } from './doctor';
import { packages } from './packages';
import { packageVersion } from './own-files';
import { hideNames, showNames } from './privacy';
import { probe } from './probe';
import { isExpected } from './report';
import { whoami } from './whoami';

const commands: readonly Command[] = [doctor, packages, probe, whoami];

/** Runs the command of a command line. @returns The exit code. */
async function main([first, ...rest]: readonly string[]): Promise<number> {
  const command = commands.find(({ name }) => name === first);
  try {
    if (command !== undefined) return await runCommand(command, rest);
    if (first === '--version') print([packageVersion()]);
    else if (first === '--help') print(helpOfAll(commands));
    else {
      const problem =
        first === undefined ? 'The command is missing.' : `Unknown command: ${first}.`;
      throw new UsageError(problem);
    }
    return ExitCode.ok;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const help = command === undefined ? '--help' : `${command.name} --help`;
    printError(`${error.message}\nRun sspi-handoff ${help} for the usage.`);
    return ExitCode.usage;
  }
}

async function runCommand(command: Command, args: readonly string[]): Promise<number> {
  const { help, json, line } = parseCommandLine(command, args);
  if (help) {
    print(helpOf(command));
    return ExitCode.ok;
  }
  if (line.identify) showNames();
  let answer: Answer;
  try {
    answer = await command.run(line);
  } catch (error) {
    if (!isExpected(error)) throw error;
    const { code } = error;
    const message = hideNames(error.message);
    if (json) print([JSON.stringify({ error: { code, message } }, null, 2)]);
    else printError(message);
    return ExitCode.failed;
  }
  print(json ? [JSON.stringify(answer.json, null, 2)] : answer.text);
  return answer.exitCode;
}

const print = (lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);
const printError = (message: string) => process.stderr.write(`sspi-handoff: ${message}\n`);

void main(process.argv.slice(2)).then((exitCode) => {
  // Not process.exit(), which loses output that a pipe has not yet taken.
  process.exitCode = exitCode;
});
