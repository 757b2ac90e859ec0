/**
 * `cases.js` of a package in JavaScript: holds a kernel to the known answers of self-check.json, in Node.js and in browsers.
 */
export const casesModuleText = `/** Runs \`call(values, sizes)\` on cases as self-check.json has them; \`say\` gets a line for each. How many are right. */
export async function runCases(cases, call, say) {
  let right = 0;
  for (const { name, arguments: given, sizes, output, expected, allowed } of cases) {
    let wrong;
    let worst = 0;
    try {
      const values = Object.fromEntries(Object.entries(given).map(([parameter, argument]) => [parameter, read(argument)]));
      ({ wrong, worst } = compare(decoded(output, await call(values, sizes)), expected, allowed));
    } catch (thrown) {
      wrong = thrown.message;
    }
    if (!wrong) right++;
    say(wrong ? \`FAIL  \${name}: \${wrong}\` : \`ok    \${name}: \${expected.length} elements, worst error \${(100 * worst).toFixed(0)} % of what is allowed\`);
  }
  return right;
}

const kinds = { f32: Float32Array, i32: Int32Array, u32: Uint32Array, i8: Int8Array, u8: Uint8Array, bool: Uint8Array };

/** f16 and bf16 lie in Uint16Arrays, as their bits. */
function read({ type, shape, values }) {
  if (shape.length === 0) return Number(values[0]);
  if (type === 'i64') return BigInt64Array.from(values, BigInt);
  if (type === 'f16') return Uint16Array.from(values, (value) => halfBits(Number(value)));
  if (type === 'bf16') return Uint16Array.from(values, (value) => new Uint32Array(Float32Array.of(Number(value)).buffer)[0] >>> 16);
  return kinds[type].from(values, Number);
}

/** Of a number that binary16 has exactly, as all of these are. */
function halfBits(value) {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}

/** Outputs of halves come as their bits too. */
function decoded(type, values) {
  if (type === 'bf16') return new Float32Array(Uint32Array.from(values, (bits) => bits << 16).buffer);
  if (type !== 'f16') return values;
  return Array.from(values, (bits) => {
    const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  });
}

/** Of an output: its worst error as a share of what is allowed, and what is wrong first. */
function compare(got, expected, allowed) {
  if (got.length !== expected.length) return { worst: Infinity, wrong: \`\${got.length} elements, expected \${expected.length}\` };
  let [worst, first, count] = [0, -1, 0];
  for (let at = 0; at < expected.length; at++) {
    const [have, want, room] = [got[at], Number(expected[at]), Number(allowed[at])];
    if (have === want || Object.is(have, want) || (Math.abs(want) > 3.4028234663852886e38 && have === Math.sign(want) * Infinity)) continue;
    const off = Math.abs(have - want);
    if (!(off <= room)) {
      count++;
      if (first < 0) first = at;
    } else if (room > 0) {
      worst = Math.max(worst, off / room);
    }
  }
  const wrong = first < 0 ? null : \`element \${first} is \${got[first]}, expected \${expected[first]} within \${Number(allowed[first]).toPrecision(3)}; \${count} of \${expected.length} are wrong\`;
  return { worst, wrong };
}
`;

/** `self-check.html`: the same in a browser. `body` is the script that ends in `done(right, cases.length, where)`. */
export function pageText(packageName: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Self-check of ${packageName}</title>
<!-- Serve this folder over http and open this page: browsers load no modules from files. -->
<pre id="said"></pre>
<script type="module">
import { runCases } from './cases.js';

const say = (line) => { document.getElementById('said').textContent += line + '\\n'; };
const done = (right, of, where) => {
  say(right + ' of ' + of + ' cases are right ' + where);
  document.documentElement.dataset.status = of > 0 && right === of ? 'right' : 'wrong';
};
try {
  const cases = await (await fetch('./self-check.json')).json();
${body.trimEnd().split('\n').map((line) => `  ${line}`.trimEnd()).join('\n')}
} catch (thrown) {
  say(thrown.message);
  document.documentElement.dataset.status = 'untried';
}
</script>
`;
}
