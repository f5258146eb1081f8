import { ExportFlags, flagNames, probeExport } from 'sspi-handoff';

const [packageName = 'Negotiate', user, password = '', targetName] = process.argv.slice(2);
const trials = await probeExport(packageName, {
  ...(user && { identity: { user, password } }),
  ...(targetName && { targetName, allowNetwork: true }),
});

for (const { role, state, flags, ...trial } of trials) {
  const exported = trial.exportStatus ?? `not tried, ${trial.notTried}`;
  const imported = trial.imports.map((each) => `${each.status} as ${each.packageName}`);
  console.log(
    `${packageName}, ${state} ${role}, ${flagNames(ExportFlags, flags).join(' ') || 'no flags'}: ` +
      `export ${exported}, import ${imported.join(', ') || 'not tried'}`,
  );
}
