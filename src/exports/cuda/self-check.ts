import type { ArrayData, Signature } from '../../model/index.ts';
import type { SelfCheckCase } from '../format.ts';
import type { CArgument, CInterface } from '../support/c-interface.ts';
import { namesOf } from '../support/names.ts';
import { supportText } from './self-check-support.ts';

/** `self_check.cu`: the kernel on small inputs with known answers, and its refusals, which need no card. */
export function selfCheckText(own: CInterface, checks: readonly SelfCheckCase[]): string {
  const sizes = [...own.sizes.keys()];
  const scalar = ({ type }: CArgument) => type.dims.length === 0;
  /** All sizes negative or none: nothing is launched either way, so null pointers do. */
  const refused = [...own.arguments.map((argument) => (scalar(argument) ? '0' : 'nullptr')), ...sizes.map(() => '-1LL'), 'nullptr'];
  const cases = checks.map(({ name, sizes: values, arguments: given, expected, allowed }, at) => {
    const arrays = own.arguments.slice(0, -1).filter((argument) => !scalar(argument));
    const list = (type: string, of: string, texts: readonly string[]) => `  static const ${type} ${of}[] = {${texts.length === 0 ? '0' : texts.join(', ')}};`;
    const written = (argument: CArgument) => (argument.element.startsWith('__') ? 'float' : argument.element);
    const textsOf = (argument: CArgument) => valuesOf(given[argument.parameter!]!, written(argument));
    const call = [
      ...own.arguments.slice(0, -1).map((argument) => (scalar(argument) ? textsOf(argument)[0]! : `array_${argument.name}.address`)),
      'answer.address', ...sizes.map((symbol) => `${values[symbol]}LL`), 'nullptr',
    ];
    return `static bool case_${at}() {
${arrays.map((argument) => list(written(argument), `values_${argument.name}`, textsOf(argument))).join('\n')}
${list('double', 'expected', Array.from(expected, (value) => number(value, 'double')))}
${list('double', 'allowed', Array.from(allowed, (value) => number(value, 'double')))}
${arrays.map((argument) => `  const Input<${argument.element}> array_${argument.name}(values_${argument.name}, ${given[argument.parameter!]!.values.length});`).join('\n')}
  const Output<${own.arguments.at(-1)!.element}> answer(${expected.length});
  return answer.holds(${JSON.stringify(name)}, ${own.called}(${call.join(', ')}), expected, allowed);
}
`;
  });
  return `${supportText(own.called)}
${cases.join('\n')}
int main() {
${sizes.length === 0 ? '' : `  if (${own.called}(${refused.join(', ')}) != (int)cudaErrorInvalidValue) {
    std::printf("FAIL  sizes below 0 were not refused\\n");
    return 1;
  }
`}  bool (*const cases[])() = {${[...cases.map((_, at) => `case_${at}`), 'nullptr'].join(', ')}};
  return run(cases);
}
`;
}

/** `self_check.sh`: builds the test program in a folder of its own and runs it. */
export function scriptText(signature: Signature): string {
  const { module } = namesOf(signature);
  return `#!/bin/sh
# Builds the kernel and its test program with nvcc and runs it: sh self_check.sh
#
# Exit status: 0 all right, 1 a wrong answer, 2 it could not be tried, 3 right as far as it can be told without a card.
# nvcc is the one in EVOKE_NVCC, CUDA_HOME, CUDA_PATH, /usr/local/cuda or PATH.
here=$(cd "$(dirname "$0")" && pwd)
nvcc=
for each in "$EVOKE_NVCC" "\${CUDA_HOME:+$CUDA_HOME/bin/nvcc}" "\${CUDA_PATH:+$CUDA_PATH/bin/nvcc}" /usr/local/cuda/bin/nvcc "$(command -v nvcc)"; do
  if [ -n "$each" ] && [ -x "$each" ]; then nvcc=$each; break; fi
done
if [ -z "$nvcc" ]; then
  echo "nvcc was not found in EVOKE_NVCC, CUDA_HOME, CUDA_PATH, /usr/local/cuda or PATH: nothing was checked; install the CUDA toolkit"
  exit 2
fi
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
if ! "$nvcc" -std=c++17 -O3 "-arch=\${EVOKE_CUDA_ARCH:-native}" -o "$work/self_check" "$here/${module}.cu" "$here/self_check.cu" > "$work/log" 2>&1; then
  echo "FAIL  nvcc could not compile the kernel:"
  cat "$work/log"
  exit 1
fi
"$work/self_check"
`;
}

function valuesOf({ values }: ArrayData, type: string): string[] {
  return Array.from(values as ArrayLike<number | bigint>, (value) => (typeof value === 'bigint' ? whole(value) : type === 'float' ? number(value, 'float') : whole(BigInt(value))));
}

/** The least value of a type is no literal of C. */
function whole(value: bigint): string {
  const suffix = value > 2147483647n || value < -2147483648n ? 'LL' : '';
  return value === -2147483648n || value === -9223372036854775808n ? `(${value + 1n}${suffix} - 1)` : `${value}${suffix}`;
}

function number(value: number, type: 'float' | 'double'): string {
  if (Number.isNaN(value)) return 'NAN';
  if (!Number.isFinite(value)) return value < 0 ? '-INFINITY' : 'INFINITY';
  const digits = Object.is(value, -0) ? '-0' : String(value);
  return `${/[.e]/.test(digits) ? digits : `${digits}.0`}${type === 'float' ? 'f' : ''}`;
}
