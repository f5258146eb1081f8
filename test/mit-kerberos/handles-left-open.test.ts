// This suite needs the same hook.
import '../windows/handles-left-open.test';
