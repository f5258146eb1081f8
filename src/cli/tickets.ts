import { hideHost } from './privacy';
import { UnknownFact } from './report';
import { runSystemProgram } from './system-program';

/**
 * The services of the Kerberos tickets that this logon session has. klist.exe writes its labels in the user's
 * language, so only `#0>` and the server's name are read: the second line of each ticket.
 */
export async function listTickets(): Promise<readonly string[]> {
  const output = await runSystemProgram('klist.exe', []);
  const [, ...tickets] = output.split(/^#\d+>/m);
  return tickets.map((ticket) => {
    const [, server = ''] = ticket.split(/\r?\n/);
    const [, name] = /(\S+) @ \S+\s*$/.exec(server) ?? [];
    if (name === undefined) throw new UnknownFact('the output of klist.exe has another form');
    return hideHost(name);
  });
}
