#!/usr/bin/env node
import { explain, runCommandLine } from './commands/program.ts';

// What is thrown where no command can catch it is told the same way.
process.on('uncaughtException', (thrown) => process.exit(explain(thrown)));

process.exitCode = await runCommandLine(process.argv.slice(2));
