import { ExportFlags, flagNames, probeExport } from 'sspi-handoff';

const [packageName = 'Negotiate', user, password = ''] = process.argv.slice(2);
const trials = await probeExport(packageName, user ? { identity: { user, password } } : {});

for (const { role, state, flags, ...trial } of trials) {
  const exported = trial.exportStatus ?? `not tried, ${trial.notTried}`;
  console.log(
    `${packageName}, ${state} ${role}, ${flagNames(ExportFlags, flags).join(' ') || 'no flags'}: ` +
      `export ${exported}, import ${trial.importStatus ?? 'not tried'}`,
  );
}
