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
export const findCcache = () => findCommand(buildPrograms.ccache);
export const findClangFormat = () => findCommand(clangFormat);
export const findClang = () => findCommand(clangPrograms.clang);
export const findClangTidy = () => findCommand(clangPrograms.clangTidy);

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

/**
 * @param {string} title
 * @param {Requirement[]} wanted
 * @returns {import('./prepare.mjs').SetupStep}
 */
function installationOf(title, wanted) {
  const findMissing = async () => {
    const found = await Promise.all(wanted.map(findCommand));
    return wanted.filter((_, index) => !found[index]);
  };
  return {
    title,

    async isDone() {
      const missing = await findMissing();
      return !missing.some(({ required }) => required || canInstall());
    },

    async run(report) {
      const missing = await findMissing();
      if (!canInstall()) {
        const required = missing.filter((each) => each.required);
        throw new Failure(
          `These programs are missing: ${namesOf(required)}.\n${installationAdvice(required)}`,
        );
      }
      await installDebianPackages(missing, report);

      const stillMissing = await findMissing();
      if (stillMissing.length > 0) {
        throw new Failure(
          `The packages are installed, but a suitable ${namesOf(stillMissing)} was not found.\n` +
            `Check whether an earlier folder of the PATH has another version: ${process.env.PATH}`,
        );
      }
    },
  };
}

/** @param {Requirement[]} programs */
const namesOf = (programs) => programs.map(({ name }) => name).join(', ');

export const buildProgramsStep = installationOf(
  'Wine and the compiler',
  Object.values(buildPrograms),
);

export const testProgramsStep = installationOf('programs for the tests', [
  clangFormat,
  ...Object.values(requirements.kerberosPrograms),
  ...Object.values(requirements.ntlmPrograms),
  ...Object.values(requirements.httpPrograms),
  ...Object.values(requirements.tlsPrograms),
  ...Object.values(requirements.modelPrograms),
]);

const { compiler, ninja, python, ccache } = buildPrograms;

/** The MinGW compiler brings the headers and libraries that clang uses. */
export const clangProgramsStep = installationOf('clang', [
  ...[compiler, ninja, python, ccache],
  ...Object.values(clangPrograms),
]);
