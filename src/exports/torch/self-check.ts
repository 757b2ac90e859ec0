import { namesOf } from '../support/names.ts';
import type { Program } from '../../model/index.ts';
import type { SelfCheckCase } from '../format.ts';
import { casesText } from '../support/cases.ts';
import type { Operator } from './operator.ts';
import { quoted, tuple } from './python.ts';

/** `self_check.py` and its cases: the kernel on the card against known answers; without one, PyTorch's own functions. */
export function selfCheckFiles({ signature }: Program, operator: Operator, checks: readonly SelfCheckCase[], known: boolean): Record<string, string> {
  const order = tuple([...operator.tensors, ...operator.scalars].map(({ name }) => quoted(name)));
  return {
    'self_check.py': selfCheckText.replaceAll('MODULE', namesOf(signature).module).replaceAll('OPERATOR', operator.called).replaceAll('ORDER', order).replaceAll('STAND_IN', known ? 'cpu' : 'meta'),
    'self_check.json': casesText(signature, checks, operator.untold),
  };
}

const selfCheckText = `"""Runs the kernel on small inputs with known answers: python3 self_check.py

Exit status: 0 all right, 1 a wrong answer, 2 it could not be tried, 3 right as far as it can be told without a card: then
PyTorch's own functions, which stand in for the kernel, are held to the answers where PyTorch has them. These are float64; each element has its
own tolerance.
"""
import json
import math
import pathlib
import sys

try:
    import torch
except ImportError as error:
    print(f"PyTorch is not here ({error}): nothing was checked; install it (pip install torch, or Debian's python3-torch) and run self_check.py again")
    sys.exit(2)

from MODULE import OPERATOR

ARGUMENTS = ORDER
TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16, "i8": torch.int8, "u8": torch.uint8, "i32": torch.int32, "i64": torch.int64, "bool": torch.bool}


def read(argument, device):
    integers = argument["type"].startswith(("i", "u"))
    values = [(int if integers else float)(value) if isinstance(value, str) else value for value in argument["values"]]
    if not argument["shape"]:
        return bool(values[0]) if argument["type"] == "bool" else values[0]
    return torch.tensor(values, dtype=TYPES[argument["type"]]).reshape(argument["shape"]).to(device)


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


def main():
    cases = json.loads(pathlib.Path(__file__).with_name("self_check.json").read_text())
    device = "cuda" if torch.cuda.is_available() else "STAND_IN"
    right = 0
    for case in cases:
        arguments = [read(case["arguments"][name], device) for name in ARGUMENTS] + list(case["sizes"].values())
        try:
            with torch.no_grad():
                output = OPERATOR(*arguments)
            # tensors on "meta" have shapes and no values
            got = [float(value) for value in case["expected"]] if device == "meta" and output.numel() == len(case["expected"]) else output.double().flatten().tolist()
            problem, worst = wrong(got, case["expected"], case["allowed"])
        except (RuntimeError, ValueError) as error:
            problem, worst = str(error), math.inf
        right += problem is None
        print(f"FAIL  {case['name']}: {problem}" if problem else f"ok    {case['name']}: {len(case['expected'])} elements" + (", of that shape" if device == "meta" else f", worst error {100 * worst:.0f} % of what is allowed"))
    if not cases or right < len(cases):
        print(f"{right} of {len(cases)} cases are right")
        return 1
    if device != "cuda":
        how = "by PyTorch's own functions, which stand in for the kernel" if device == "cpu" else "in the shapes of their outputs"
        print(f"{right} of {len(cases)} cases are right {how}; NO CARD here (torch.cuda.is_available() is False): the kernel itself was not run")
        return 3
    print(f"{right} of {len(cases)} cases are right on {torch.cuda.get_device_name()}")
    return 0


sys.exit(main())
`;
