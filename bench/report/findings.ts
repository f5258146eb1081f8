/** What the profiles showed: kept by hand, since no program can say it. */
export const findings = `## What the profiles showed

**Export and import.** A bare loop makes five calls of Wine's server: the package duplicates the token twice, asks for its
type, and two handles are closed. \`native/sspi\` makes five more, because who owns the token that
ImportSecurityContext is given is undocumented: the package gets a duplicate, which at the end is compared with another one, and
closed only if it still names the same token (\`native/sspi/imported_token.h\`). Those five are the distance between bare
Secur32 and \`native/sspi\`. To keep the caller's handle open for the comparison would save two of them, and was tried; but
then \`dispose()\` of a token would not close it. Without any of them a package that closes the handle would have closed
somebody else's. To meet the mark would take Microsoft's word on who owns the token. What JavaScript adds, an eighth, is an
object for the context, one for the token, and a Buffer.

**koffi** called with raw Buffers, as its documentation allows, costs about a microsecond a call. In an export and import
nearly all of the time is Windows' and the package's, so that nobody's way of calling can take three times as long. It makes
none of these five calls, wipes nothing, and a C++ exception within a package does not survive its stack (seen under Wine).

**Short messages.** Encrypting and decrypting 64 bytes took 8.9 µs of CPU time, of which the package takes 2.6: the rest was
an object for the outcome, another for its lengths, closures, object spreads, and a Buffer for a view that was the whole of
the caller's. Lengths now come in an array that is there all the time (\`native/binding/call_numbers.h\`): 3.7 µs.

**Handshake.** A Kerberos handshake takes Windows 175 µs under Wine, so that the mark leaves 9 µs for two contexts and three
steps. A wrapped object alone takes 2 µs, a result of six properties 1 µs, and each Buffer that Node-API makes about 4, most of it
when V8 frees its memory. A synchronous step therefore gives its numbers in that same array, and its token in room that all
steps of a thread share, from where it is copied once: 35 µs above the bare loop, from 48. By perf 26 of those are V8, Node-API
and the addon; the rest is Kerberos' own code, which runs slower after them. koffi makes no object, uses each buffer again,
and takes 12 µs more than the bare loop: the mark is below what two foreign calls a step cost.

**Handoff.** Under Wine a transfer, with the import of what it hands over, makes 95 requests of Wine's server, 19 of them waits and 18 looks at
libuv's completion ports: two thirds of the time is the server's and the kernel's. Once everybody is warm child.send takes 430 µs
in place of 700, and a transfer 1,300 in place of 1,700, so that the mark is just missed. Telling a wait's end in the wait thread
itself gained 3 %. One thread-safe function for all offers gained nothing, and not watching for the receiver's end 2 %, for which
nobody would want to wait for a dead process. What is left are handles that are made, checked and closed.

**Enumerating** takes 0.4 µs in Wine, which keeps a table in the process. Creating one JavaScript string takes longer than that, so
the list with its objects and strings takes about 44 times the bare loop. A cache of the last list was removed again, because programs
list the packages once.

**Loading.** Forty small JavaScript files took most of it, since each takes Wine several file-system calls; they are now one,
and what of Node.js is not loaded yet (\`node:crypto\`, say) is loaded when it is used. So is the addon: loading the package
loads no binary, as loading koffi does, and that is what the mark compares. What one waits for until Secur32 can be
called is the second row of either. There nearly all is Secur32, which loads every security package with it. Loaded at its own
first use (tried: the linker's delayed import), it would come later still, perhaps within \`impersonate\`: a library is opened
with the client's rights then, and at identification level not at all.
`;
