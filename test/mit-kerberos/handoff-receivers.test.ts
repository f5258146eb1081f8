// The tests of a handoff run again, with a package that nobody of this project wrote.
import '../windows/handoff-hostile-receiver.test';
import '../windows/handoff-on-context.test';
import '../windows/handoff-receivers.test';
import '../windows/handoff-reset.test';
import '../windows/handoff-send-context.test';
import '../windows/handoff-sender-dies.test';
import '../windows/handoff-sockets.test';
