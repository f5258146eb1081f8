import { enumerateSecurityPackages, flagNames, PackageCapability } from '../index';
import { type Answer, type Command, ExitCode } from './command';

type DescribedPackages = Awaited<ReturnType<typeof describePackages>>;

/** The security packages of this computer, with the names of their capabilities. */
export async function describePackages() {
  const packages = await enumerateSecurityPackages();
  return packages.map((each) => ({
    ...each,
    capabilities: flagNames(PackageCapability, each.capabilities),
  }));
}

export const packages: Command = {
  name: 'packages',
  summary: 'Lists the security packages of this computer.',
  options: {},
  ok: 'The packages are listed.',
  failed: 'The packages cannot be listed.',

  async run(): Promise<Answer> {
    const described = await describePackages();
    return { json: described, text: linesOfPackages(described), exitCode: ExitCode.ok };
  },
};

/** The packages as plain text. */
export function linesOfPackages(described: DescribedPackages): string[] {
  return described.flatMap(({ name, comment, maxTokenSize, capabilities }) => [
    `${name}: ${comment}`,
    `  tokens of up to ${String(maxTokenSize)} bytes; ${capabilities.join(' ')}`,
  ]);
}
