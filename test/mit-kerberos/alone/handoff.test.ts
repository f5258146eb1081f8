// The tests of a handoff run again, with a package that nobody of this project wrote.
import '../../windows/alone/handoff-bounds.test';
import '../../windows/alone/handoff-load.test';
import '../../windows/alone/handoff-reused-pid.test';
import '../../windows/alone/handoff-to-parent.test';
