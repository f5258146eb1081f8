import { parseArgs, type ParseArgsConfig } from 'node:util';

/** An option of a command, for `parseArgs` and for the help. */
export interface Option {
  readonly type: 'boolean' | 'string';
  /** The placeholder of the value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** The values of the command line, by the names of the options. */
export interface CommandLine {
  readonly name: string | undefined;
  readonly target: string | undefined;
  readonly allowNetwork: boolean;
  readonly identify: boolean;
}

/** The exit codes of all commands. `failed` depends on the command. */
export const ExitCode = { ok: 0, failed: 1, usage: 2 } as const;

export interface Answer {
  /** The result, as `--json` prints it. */
  readonly json: object;
  /** The result, as lines of plain text. */
  readonly text: readonly string[];
  readonly exitCode: 0 | 1;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The placeholder of the one argument, if the command takes one. */
  readonly argument?: string;
  readonly options: Readonly<Record<string, Option>>;
  /** The meanings of the exit codes 0 and 1. */
  readonly ok: string;
  readonly failed: string;
  run(line: CommandLine): Promise<Answer>;
}

/** Options that several commands share. */
export const sharedOptions = {
  target: {
    type: 'string',
    value: 'SPN',
    help: 'the target name of the client, for example HTTP/host.example.com',
  },
  'allow-network': {
    type: 'boolean',
    help: 'let the probe ask a KDC or a domain controller',
  },
  identify: {
    type: 'boolean',
    help: 'include names of users, hosts and folders',
  },
} as const satisfies Record<string, Option>;

const commonOptions = {
  json: { type: 'boolean', help: 'print JSON' },
  help: { type: 'boolean', help: 'print this help' },
} as const satisfies Record<string, Option>;

/** A command line that is not valid. The message names the problem. */
export class UsageError extends Error {}

/** Parses the arguments that follow the command's name. */
export function parseCommandLine(command: Command, args: readonly string[]) {
  const { values, positionals } = parse(command, args);
  const [name, ...surplus] = positionals;
  if (values.help !== true) {
    if (surplus.length > 0 || (name !== undefined && command.argument === undefined)) {
      const first = command.argument === undefined ? name : surplus[0];
      throw new UsageError(`The argument ${JSON.stringify(first)} is one too many.`);
    }
    if (name === undefined && command.argument !== undefined) {
      throw new UsageError(`The argument ${command.argument} is missing.`);
    }
  }
  if (name === '') throw new UsageError(`The argument ${String(command.argument)} is empty.`);
  const { target } = values;
  if (target === '') throw new UsageError('The value of --target is empty.');
  return {
    help: values.help === true,
    json: values.json === true,
    line: {
      name,
      target: typeof target === 'string' ? target : undefined,
      allowNetwork: values['allow-network'] === true,
      identify: values.identify === true,
    },
  };
}

function parse(command: Command, args: readonly string[]) {
  const options: NonNullable<ParseArgsConfig['options']> = {};
  for (const [name, { type }] of Object.entries({ ...command.options, ...commonOptions })) {
    options[name] = { type };
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS_') !== true) throw error;
    throw new UsageError(message);
  }
}

/** The help of one command. */
export function helpOf(command: Command): readonly string[] {
  const { name, summary, argument, options, ok, failed } = command;
  const all = Object.entries({ ...options, ...commonOptions } as Record<string, Option>);
  const shown = all.map(([option, { value }]) => `--${option}${value ? ` ${value}` : ''}`);
  const usage = [name, argument, ...shown.map((each) => `[${each}]`)].filter(Boolean).join(' ');
  return [
    `Usage: sspi-handoff ${usage}`,
    '',
    summary,
    '',
    'Options:',
    ...columns(all.map(([, { help }], index) => [shown[index] ?? '', help])),
    '',
    'Exit codes:',
    ...columns([
      [String(ExitCode.ok), ok],
      [String(ExitCode.failed), failed],
      [String(ExitCode.usage), 'The command line is not valid.'],
    ]),
  ];
}

/** The help of the program. */
export function helpOfAll(commands: readonly Command[]): readonly string[] {
  return [
    'Usage: sspi-handoff COMMAND [OPTIONS]',
    '',
    'Commands:',
    ...columns(
      commands.map(({ name, argument, summary }) => [
        [name, argument].filter(Boolean).join(' '),
        summary,
      ]),
    ),
    '',
    'sspi-handoff COMMAND --help describes the options and the exit codes of a command.',
    'sspi-handoff --version prints the version.',
  ];
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
