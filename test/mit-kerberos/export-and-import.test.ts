// The tests of export and import run again, with a package that nobody of this project wrote.
import '../windows/across-processes.test';
import '../windows/export-flags.test';
import '../windows/export-refused.test';
import '../windows/export-token.test';
import '../windows/import-package-name.test';
import '../windows/imported-context.test';
import '../windows/moved-context.test';
import '../windows/packed-context.test';
