import { enumerateSecurityPackages, flagNames, PackageCapability } from 'sspi-handoff';

for (const { name, maxTokenSize, capabilities } of await enumerateSecurityPackages()) {
  console.log(name, maxTokenSize, flagNames(PackageCapability, capabilities).join(' '));
}
