// What an SSP/AP is for by way of LSA, tested as it is by way of a plain SSP. These are the tests of
// what Wine dispatches there.
import '../windows/channel-bindings.test';
import '../windows/context-attributes.test';
import '../windows/credentials.test';
import '../windows/handshake-input.test';
import '../windows/handshake.test';
import '../windows/message-order.test';
import '../windows/messages-in-place.test';
import '../windows/messages.test';
import '../windows/requirement-flags.test';
import '../windows/security-packages.test';
import '../windows/streams.test';
import '../windows/wrapped-messages.test';
