// Wine dispatches these functions to an SSP/AP through LSA. Their tests for a plain SSP run again
// here.
import '../windows/channel-bindings.test';
import '../windows/context-attributes.test';
import '../windows/credentials.test';
import '../windows/handshake-input.test';
import '../windows/handshake.test';
import '../windows/message-batches.test';
import '../windows/message-order.test';
import '../windows/messages-in-place.test';
import '../windows/messages.test';
import '../windows/requirement-flags.test';
import '../windows/security-packages.test';
import '../windows/streams.test';
import '../windows/wrapped-messages.test';
