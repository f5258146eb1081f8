import { Failure } from '../failure.mjs';
import { outcomeOf } from '../program.mjs';
import { installDebianPackages, installationAdvice, canInstall } from './linux-packages.mjs';
import * as requirements from './requirements.mjs';

/** @typedef {import('./requirements.mjs').Requirement} Requirement */

const { buildPrograms, clangFormat, clangPrograms } = requirements;

/** @param {Requirement} requirement */
async function findCommand({ commands, versionOption, suitable }) {
  for (const command of commands) {
    const version = await outcomeOf(command, [versionOption]).catch(() => undefined);
    if (version && suitable.test(version.output)) return command;
  }
  return undefined;
}

export const findCompiler = () => findCommand(buildPrograms.compiler);
export const findIa32Compiler = () => findCommand(requirements.ia32Programs.compiler);
export const findCcache = () => findCommand(buildPrograms.ccache);
export const findClangFormat = () => findCommand(clangFormat);
export const findClang = () => findCommand(clangPrograms.clang);
export const findClangTidy = () => findCommand(clangPrograms.clangTidy);

/**
 * Warnings are errors, but not those of a compiler that is newer than the tested ones: they must not stop anybody.
 *
 * @param {string} gcc
 */
export async function warningOptions(gcc) {
  const { output } = await outcomeOf(gcc, ['-dumpversion']);
  return Number.parseInt(output, 10) > requirements.NEWEST_TESTED_GCC ? '' : '-Werror';
}

/**
 * @template {string} Name
 * @param {Record<Name, Requirement>} wanted
 * @returns {Promise<{ commands: Record<Name, string>, missing: string[] }>} all commands if nothing is missing
 */
export async function findCommands(wanted) {
  const commands = /** @type {Record<Name, string>} */ ({});
  const missing = [];
  for (const name of /** @type {Name[]} */ (Object.keys(wanted))) {
    const command = await findCommand(wanted[name]);
    if (command) commands[name] = command;
    else missing.push(wanted[name].name);
  }
  return { commands, missing };
}

/** @returns the compiler of Winelib, if it can build MitKerberos */
export async function findWinelib() {
  const { commands, missing } = await findCommands(requirements.winelibPrograms);
  return missing.length === 0 ? commands.compiler : undefined;
}

/**
 * @param {string} title
 * @param {...Record<string, Requirement>} groups
 * @returns {import('./prepare.mjs').SetupStep}
 */
function installationOf(title, ...groups) {
  const wanted = groups.flatMap((group) => Object.values(group));
  const findMissing = async () => {
    const found = await Promise.all(wanted.map(findCommand));
    return wanted.filter((requirement, index) => {
      const isNeeded = requirement.required === true || canInstall(requirement);
      return isNeeded && !found[index];
    });
  };
  return {
    title,

    isDone: async () => (await findMissing()).length === 0,

    async run(report) {
      const installable = (await findMissing()).filter((each) => canInstall(each));
      if (installable.length > 0) await installDebianPackages(installable, report);
      const missing = await findMissing();
      if (missing.length === 0) return;
      const names = missing.map(({ name }) => name).join(', ');
      throw new Failure(
        `These programs are missing, or the PATH has an unsuitable version first: ${names}.\n` +
          installationAdvice(missing),
      );
    },
  };
}

export const buildProgramsStep = installationOf('Wine and the compiler', buildPrograms);

export const testProgramsStep = installationOf(
  'programs for the tests',
  ...[{ clangFormat }, requirements.kerberosPrograms, requirements.winelibPrograms],
  ...[requirements.ntlmPrograms, requirements.httpPrograms, requirements.tlsPrograms],
  ...[requirements.modelPrograms, requirements.browserPrograms],
);

export const hostProgramsStep = installationOf('debootstrap', requirements.hostPrograms);

export const demoProgramsStep = installationOf(
  'Kerberos and curl',
  ...[requirements.kerberosPrograms, requirements.winelibPrograms, requirements.httpPrograms],
);

/** A step of its own, because the demonstration continues without Chromium. */
export const browserStep = installationOf('Chromium', requirements.browserPrograms);

/** @param {Record<string, Requirement>} group */
const allRequired = (group) =>
  Object.fromEntries(
    Object.entries(group).map(([key, each]) => [key, { ...each, required: true }]),
  );

/** For scripts that were told to use MitKerberos. */
export const mitKerberosProgramsStep = installationOf(
  'Winelib and a KDC for MitKerberos',
  allRequired(requirements.kerberosPrograms),
  allRequired(requirements.winelibPrograms),
);

const { compiler, ninja, python, ccache } = buildPrograms;

/** The MinGW compiler brings the headers and libraries that clang uses. */
export const clangProgramsStep = installationOf(
  'clang',
  ...[{ compiler, ninja, python, ccache }, clangPrograms],
);

/** binary-headers.mjs calls objdump of the x64 compiler, which reads binaries of both processors. */
export const processorProgramsStep = installationOf(
  'MinGW-w64 for ia32',
  ...[{ compiler, ninja, python, ccache }, requirements.ia32Programs],
);
