/**
 * `npm start`: sets up what is missing, then runs the main job (sum pooling on a published shape, on the best device
 * found), or any command given after `--`: `npm start -- run gather --seconds 30`.
 */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root, setUp } from './setup.mjs';

const mainJob = ['run', 'pool-sum', '--seconds', '60', '--export', 'runs/pool-sum-export'];

try {
  setUp((line) => console.error(line));
} catch (error) {
  console.error(error.message);
  process.exit(2); // this machine lacks something, which is no bug
}
process.argv.splice(2, process.argv.length, ...(process.argv.length > 2 ? process.argv.slice(2) : mainJob));
await import(pathToFileURL(join(root, 'dist', 'main.js')).href);
