// The tests of a handoff run again, with a package that nobody of this project wrote.
import '../windows/handoff-channel.test';
import '../windows/handoff-connection.test';
import '../windows/handoff-envelopes.test';
import '../windows/handoff-errors.test';
import '../windows/handoff-fates.test';
import '../windows/handoff-messages.test';
import '../windows/handoff-offer.test';
import '../windows/handoff-two-copies.test';
import '../windows/handoff-versions.test';
