// Sets up this checkout on any supported machine, and builds it.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { buildStep } from '../compile/build.mjs';
import { Failure } from '../failure.mjs';
import { oneAtATime } from '../lock.mjs';
import { nameMitKerberos } from '../products.mjs';
import { takeSteps } from '../steps.mjs';
import { referencePackage } from '../wine/prefix.mjs';
import { debianRootStep } from './debian-root.mjs';
import {
  benchPackages,
  hostPackages,
  matrixPackages,
  nodeSettings,
  npmDependencies,
  windowsNode,
  zig,
} from './npm-dependencies.mjs';
import {
  browserStep,
  buildProgramsStep,
  clangProgramsStep,
  demoProgramsStep,
  hostProgramsStep,
  mitKerberosProgramsStep,
  processorProgramsStep,
  testProgramsStep,
} from './programs.mjs';
import { lsaRouteWinePrefix, winePrefix } from './wine-prefix.mjs';

/**
 * A step that may be interrupted at any moment. An incomplete step starts again in the next run.
 *
 * @typedef {import('../steps.mjs').Step & { isDone: () => boolean | Promise<boolean> }} SetupStep
 */

/**
 * The steps that not every command needs are only for Linux.
 *
 * @param {SetupStep[]} [programs]
 * @param {SetupStep[]} [prefixes]
 */
function setupSteps(programs = [], prefixes = []) {
  if (process.platform === 'win32') return npmDependencies;
  if (process.platform === 'linux' && process.arch === 'x64') {
    // Windows Node and the prefixes are made in the background of npm's installation and of the build.
    const needed = [buildProgramsStep, ...programs, windowsNode, winePrefix, ...prefixes];
    return [...needed, ...npmDependencies];
  }
  throw new Failure(
    `${process.platform} ${process.arch} cannot build or test the addon. ` +
      'Use Windows, or x86-64 Linux with Wine.\n' +
      'These commands work here: npm run check (format, lint, types) and npm run format.',
  );
}

/**
 * Runs the missing steps of the setup, and builds the changed products.
 *
 * @typedef {import('../compile/build.mjs').Products} Products
 *
 * @param {SetupStep[]} steps
 * @param {Products} [products]
 */
const setUp = (steps, products) =>
  oneAtATime(async () => {
    const done = await Promise.all(steps.map((step) => step.isDone()));
    const undone = steps.filter((_, index) => !done[index]);
    await takeSteps([...undone, ...(products ? [buildStep(products)] : [])]);
    if (products && process.platform === 'win32') reportMissingReferencePackage();
  });

/** @param {Products} products */
export const prepare = (products) => setUp(setupSteps(), products);

/**
 * Prepares a script whose arguments may name a package.
 *
 * @param {Products} products
 * @param {string[]} args
 */
export const prepareWithPackage = (products, args) =>
  nameMitKerberos(args)
    ? setUp(setupSteps([mitKerberosProgramsStep]), { ...products, mitKerberos: true })
    : prepare(products);

/** @param {Products} products */
export const prepareDemo = (products) => setUp(setupSteps([demoProgramsStep]), products);

/** @throws {Failure} Chromium cannot be installed. */
export const prepareBrowser = () => setUp([browserStep]);

/** @param {Products} products */
export const prepareTests = (products) =>
  setUp(setupSteps([testProgramsStep], [lsaRouteWinePrefix]), products);

/** @param {Products} products */
export const prepareBench = (products) =>
  setUp([...setupSteps([testProgramsStep]), benchPackages], products);

/** @param {Products} products */
export const prepareMatrix = (products) => setUp([...setupSteps(), matrixPackages], products);

/** @param {Products} products */
export const prepareHosts = (products) => setUp([...setupSteps(), hostPackages], products);

/** Prepares Wine 10 on a system that has an older one. */
export const prepareDebianRoot = () => setUp([hostProgramsStep, debianRootStep]);

/** The checks run on every platform. */
export const prepareChecks = () => setUp(npmDependencies);

export const prepareClang = () => setUp([...npmDependencies, clangProgramsStep]);

export const prepareProcessorChecks = () => setUp([...npmDependencies, processorProgramsStep, zig]);

export const prepareWindowsChecks = () =>
  setUp([...npmDependencies, clangProgramsStep, nodeSettings]);

/** On Windows the owner of the machine decides whether to register the package. */
function reportMissingReferencePackage() {
  if (existsSync(join(String(process.env.SystemRoot), 'System32', referencePackage))) return;
  process.stderr.write(
    'The reference package is not registered on this computer. Tests that need it are skipped.\n' +
      'On a virtual machine or a CI runner, as administrator: npm run reference:register\n',
  );
}
