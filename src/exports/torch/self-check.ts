import type { Program } from '../../model/index.ts';
import type { SelfCheckCase } from '../format.ts';
import { namesOf } from '../support/names.ts';
import { solvedSizes } from './python.ts';

/** `self_check.py` and its cases: the kernel on the card against known answers, and the checks of its arguments anywhere. */
export function selfCheckFiles({ signature, sizes: fixed }: Program, checks: readonly SelfCheckCase[]): Record<string, string> {
  const { module, operator } = namesOf(signature);
  const { untold } = solvedSizes(signature, fixed);
  const order = [...signature.parameters.filter(({ type }) => type.dims.length > 0), ...signature.parameters.filter(({ type }) => type.dims.length === 0)];
  const cases = checks.map(({ name, sizes, arguments: given, expected, allowed }) => JSON.stringify({
    name,
    arguments: order.map(({ name: parameter, type }) => {
      const { shape, values } = given[parameter]!;
      return { type: type.scalar, shape, values: numbers(values as ArrayLike<number>) };
    }),
    sizes: untold.map((symbol) => sizes[symbol]),
    expected: numbers(expected),
    allowed: numbers(allowed),
  }));
  return {
    'self_check.py': selfCheckText.replaceAll('MODULE', module).replaceAll('OPERATOR', operator),
    'self_check.json': `[\n${cases.join(',\n')}\n]\n`,
  };
}

/** JSON has no NaN, no infinities and no -0: they are written as text, which Python's \`float\` reads. */
function numbers(values: ArrayLike<number>): (number | string)[] {
  return Array.from(values, (value) => (!Number.isFinite(value) ? String(value) : Object.is(value, -0) ? '-0' : value));
}

const selfCheckText = `"""Runs the kernel on small inputs with known answers: python3 self_check.py

Exit status: 0 all right, 1 a wrong answer, 2 it could not be tried. Answers are float64; each element has its own tolerance.
Without a card the arguments' checks are tried and the kernel is not, which is said.
"""
import json
import math
import pathlib
import sys

try:
    import torch
except ImportError:
    print("PyTorch is not installed here: nothing was checked; install it (pip install torch, or Debian's python3-torch) and run self_check.py again")
    sys.exit(2)

from MODULE import OPERATOR

TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16, "i8": torch.int8, "u8": torch.uint8, "i32": torch.int32, "i64": torch.int64, "bool": torch.bool}


def read(argument, device):
    values = [float(value) if isinstance(value, str) else value for value in argument["values"]]
    if not argument["shape"]:
        return values[0]
    return torch.tensor(values, dtype=TYPES[argument["type"]]).reshape(argument["shape"]).contiguous().to(device)


def wrong(got, expected, allowed):
    """What is wrong with an output, or None; and its worst error as a share of what is allowed."""
    if len(got) != len(expected):
        return f"{len(got)} elements, expected {len(expected)}", math.inf
    worst = 0.0
    for at, (have, want, room) in enumerate(zip(got, map(float, expected), map(float, allowed))):
        if have == want or (math.isnan(have) and math.isnan(want)) or (abs(want) > 3.4028234663852886e38 and have == math.copysign(math.inf, want)):
            continue
        off = abs(have - want)
        if not off <= room:
            return f"element {at} is {have}, expected {want} within {room:.3g}", math.inf
        worst = max(worst, off / room)
    return None, worst


def refused(arguments):
    """The checks of the arguments, which need no card: a type and a shape that do not fit are refused with words."""
    tensor = arguments[0]
    for changed in (tensor.to(torch.complex64), tensor.unsqueeze(0)):
        try:
            OPERATOR(changed, *arguments[1:])
        except ValueError as error:
            if "OPERATOR" in str(error):
                continue
        return False
    return True


def main():
    cases = json.loads(pathlib.Path(__file__).with_name("self_check.json").read_text())
    card = torch.cuda.is_available()
    right = 0
    for case in cases:
        arguments = [read(argument, "cuda" if card else "cpu") for argument in case["arguments"]] + case["sizes"]
        if not refused(arguments):
            print(f"FAIL  {case['name']}: arguments that do not fit were not refused")
            return 1
        if not card:
            continue
        with torch.no_grad():
            try:
                problem, worst = wrong(OPERATOR(*arguments).double().flatten().tolist(), case["expected"], case["allowed"])
            except RuntimeError as error:
                problem, worst = str(error), math.inf
        right += problem is None
        print(f"FAIL  {case['name']}: {problem}" if problem else f"ok    {case['name']}: {len(case['expected'])} elements, worst error {100 * worst:.0f} % of what is allowed")
    if not card:
        print(f"checks of arguments hold in {len(cases)} cases; NO CARD here (torch.cuda.is_available() is False): the kernel itself was not run")
        return 0 if cases else 1
    print(f"{right} of {len(cases)} cases are right on {torch.cuda.get_device_name()}")
    return 0 if cases and right == len(cases) else 1


sys.exit(main())
`;
