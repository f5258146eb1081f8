require('./handoff.cjs').run(require('sspi-handoff'), __filename);
