import { AccessToken } from 'sspi-handoff';

using token = AccessToken.ofProcess(); // or exported.accessToken, or context.openAccessTokenSync()
const { account, domain, sid } = await token.user();
console.log(
  `${domain}\\${account} (${sid}): ${token.type}, integrity ${token.integrityLevel.name}`,
);
for (const { name, enabled } of await token.privileges()) if (enabled) console.log(name);
