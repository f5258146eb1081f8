import { AccessToken } from 'sspi-handoff';

/** What the reference package gives, where the process holds more. */
export const clientsPrivileges = ['SeChangeNotifyPrivilege'];

/** The privileges that the thread impersonates with, or null where it does not. */
export function threadPrivileges(): string[] | null {
  using token = AccessToken.ofThread();
  return token?.privilegesSync().map(({ name }) => name) ?? null;
}
