import { type Answer, type Command, type CommandLine, ExitCode, sharedOptions } from './command';
import { describeComputer } from './computer';
import { describePackages, linesOfPackages } from './packages';
import { hideHost } from './privacy';
import { linesOfProbe, type ProbeReport, referencePackage } from './probe';
import { probeInProcess } from './probe-process';
import { type Fact, factOf, isUnknown, linesOf } from './report';
import { describeBinary, describeRuntime } from './runtime';
import { listTickets } from './tickets';
import { describeToken } from './whoami';

/** The version of the report's form. Programs that read it check this number. */
const FORMAT = 1;

export const doctor: Command = {
  name: 'doctor',
  summary: 'Describes this computer for a bug report, and probes each security package.',
  options: sharedOptions,
  ok: 'The addon works, and each package was probed. No package needs to be able to export.',
  failed: 'The addon does not work here, or a probe ended early: see "problems".',

  async run(line: CommandLine): Promise<Answer> {
    const report = await examine(line);
    return {
      json: report,
      text: toText(report),
      exitCode: report.problems.length === 0 ? ExitCode.ok : ExitCode.failed,
    };
  },
};

async function examine(line: CommandLine) {
  const { target, allowNetwork } = line;
  const binary = await factOf(describeBinary);
  const securityPackages = await factOf(describePackages);
  const probes: Record<string, Fact<ProbeReport>> = {};
  if (!isUnknown(securityPackages)) {
    for (const { name } of securityPackages) {
      probes[name] = await factOf(() => probeInProcess(name, line));
    }
  }
  return {
    format: FORMAT,
    date: new Date().toISOString(),
    asked: { target: target === undefined ? null : hideHost(target), allowNetwork },
    runtime: describeRuntime(),
    binary,
    ...(await describeComputer()),
    process: await factOf(describeToken),
    tickets: await factOf(listTickets),
    isReferencePackageListed: isUnknown(securityPackages)
      ? securityPackages
      : securityPackages.some(({ name }) => name === referencePackage),
    securityPackages,
    probes,
    problems: problemsOf({ binary, securityPackages, ...probes }),
  };
}

/** The facts without which the package cannot be used, or whose absence is a fault. */
function problemsOf(facts: Readonly<Record<string, Fact<object>>>): string[] {
  return Object.entries(facts).flatMap(([name, fact]) =>
    isUnknown(fact) ? [`${name}: ${fact.unknown}`] : [],
  );
}

function toText(report: Awaited<ReturnType<typeof examine>>): string[] {
  const { securityPackages, probes, problems, ...facts } = report;
  return [
    ...linesOf(facts),
    ...(isUnknown(securityPackages)
      ? linesOf({ securityPackages })
      : ['security packages:', ...linesOfPackages(securityPackages).map(indent)]),
    ...Object.entries(probes).flatMap(([name, fact], index) => [
      ...(index === 0 ? ['probes:'] : []),
      ...(isUnknown(fact) ? [`${name}: unknown: ${fact.unknown}`] : linesOfProbe(fact)).map(indent),
    ]),
    ...linesOf({ problems }),
  ];
}

const indent = (line: string) => `  ${line}`;
