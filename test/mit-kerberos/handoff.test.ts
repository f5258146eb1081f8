// The tests of a handoff run again, with a package that nobody of this project wrote.
import '../windows/handoff-bounds.test';
import '../windows/handoff-channel.test';
import '../windows/handoff-connection.test';
import '../windows/handoff-errors.test';
import '../windows/handoff-fates.test';
import '../windows/handoff-messages.test';
import '../windows/handoff-offer.test';
import '../windows/handoff-on-context.test';
import '../windows/handoff-receivers.test';
import '../windows/handoff-reset.test';
