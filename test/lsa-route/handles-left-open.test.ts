// The hook is the same for this suite.
import '../windows/handles-left-open.test';
