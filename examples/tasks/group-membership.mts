import { AccessToken } from 'sspi-handoff';

// These SIDs are the same on every computer. The names depend on its language.
const groups = {
  Administrators: 'S-1-5-32-544',
  Users: 'S-1-5-32-545',
  Guests: 'S-1-5-32-546',
};

using token = AccessToken.ofProcess(); // in a server: await context.openAccessToken()
for (const [name, sid] of Object.entries(groups)) {
  console.log(`${name}: ${token.isMember(sid) ? 'yes' : 'no'}`);
}
