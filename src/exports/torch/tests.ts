import type { Program, Sizes } from '../../model/index.ts';
import { namesOf, pythonName } from '../support/names.ts';
import { exactDivisions, runTimeSymbols } from '../support/sizes.ts';
import { dtypes, tolerances, type Operator } from './operator.ts';
import { quoted, shapeTuple, tuple } from './python.ts';

/** `test_<name>.py`: what the operator refuses, what it says of shapes, and, on a card, what it computes beside PyTorch's functions. */
export function testsText({ signature, sizes: fixed, launch }: Program, operator: Operator, checked: Sizes | undefined, known: boolean): string {
  const { module, called, tensors } = operator;
  const symbols = runTimeSymbols(signature, fixed);
  // sizes that must divide something are taken from a case that does
  const whole = exactDivisions([...signature.parameters.flatMap(({ type }) => type.dims), ...signature.returns.dims, ...launch!.grid], fixed).length === 0;
  const sizes = Object.fromEntries(symbols.map((symbol, at) => [symbol, whole ? 7 + 6 * at : checked?.[symbol] ?? 8]));
  const each = tolerances[signature.returns.scalar]?.each ?? '1e-4';
  // without a card, where PyTorch's own functions stand in
  const needed = known ? '' : ' on a card';
  const runs = (holder: string, name: string) => (known ? `hasattr(${holder}, "${name}")` : `(CARD and hasattr(${holder}, "${name}"))`);
  return `"""What ${called} refuses, what it says of shapes, and what it computes: python3 -m unittest"""
import unittest

import torch

from benchmark import random_inputs
from ${module} import ${called}
${known ? `from ${module}._reference import reference\n` : ''}
SIZES = {${Object.entries(sizes).map(([symbol, value]) => `${quoted(symbol)}: ${value}`).join(', ')}}
SHAPE = (lambda size: ${shapeTuple(signature.returns.dims, fixed)})(SIZES)
TENSORS = ${tuple(tensors.map(({ name }) => quoted(pythonName(name))))}
CARD = torch.cuda.is_available()
DEVICE = "cuda" if CARD else "cpu"


class ${namesOf(signature).type.replace(/Function$/, '').replace(/^./, (first) => first.toUpperCase())}Test(unittest.TestCase):
    def setUp(self):
        self.inputs = random_inputs(SIZES, "cuda" if CARD else "meta")

    def refused(self, at, change, error, words):
        """One tensor changed: refused by the function and by the operator behind it, in words that name it."""
        changed = [change(each) if place == at else each for place, each in enumerate(self.inputs)]
        for call in (${called}, torch.ops.${module}.${called}):
            with self.assertRaisesRegex(error, words):
                call(*changed)

    def test_types(self):
        for at, name in enumerate(TENSORS):
            self.refused(at, lambda tensor: tensor.to(torch.complex64), ValueError, f"{name} is torch.complex64; ${called} takes torch")

    def test_dimensions(self):
        for at, name in enumerate(TENSORS):
            self.refused(at, lambda tensor: tensor.unsqueeze(0), ValueError, f"{name} has .* dimensions; ${called} takes")

    def test_contiguity(self):
        for at, name in enumerate(TENSORS):
            self.refused(at, lambda tensor: torch.stack([tensor, tensor], dim=-1)[..., 0], ValueError, f"{name} is not contiguous")

    def test_devices(self):
        other = torch.zeros(self.inputs[0].shape, dtype=self.inputs[0].dtype, device="meta" if CARD else "cpu")
        if len(TENSORS) > 1:
            with self.assertRaisesRegex(ValueError, "several devices"):
                ${called}(other, *self.inputs[1:])

    def test_gradients(self):
        for at in range(len(TENSORS)):
            if self.inputs[at].is_floating_point():
                self.refused(at, lambda tensor: tensor.detach().clone().requires_grad_(), RuntimeError, "${called} has no gradient")
                with torch.no_grad():
                    ${called}(*[each.detach().requires_grad_() if place == at else each for place, each in enumerate(self.inputs)])

    def test_shape_without_values(self):
        output = ${called}(*random_inputs(SIZES, "meta"))
        self.assertEqual((output.shape, output.dtype, output.device.type), (SHAPE, torch.${dtypes[signature.returns.scalar]}, "meta"))

${known ? `    def test_beside_torch_nn_functional(self):
        if not CARD:
            self.skipTest("NO CARD here: the kernel cannot be run")
        for seed in range(5):
            inputs = random_inputs(SIZES, "cuda", seed)
            torch.testing.assert_close(${called}(*inputs), reference(*inputs), rtol=${each}, atol=1e-4)

    def test_processor(self):
        inputs = random_inputs(SIZES, "cpu")
        torch.testing.assert_close(${called}(*inputs), reference(*inputs))

    def test_no_lookups(self):
        ${'indices' in signature.roles ? `inputs = random_inputs({**SIZES, **{name: 0 for name in SIZES if name == ${quoted(lookupsOf(operator))}}}, DEVICE)
        self.assertEqual(float(${called}(*inputs).abs().sum()), 0.0)` : 'self.skipTest("it looks nothing up")'}

` : ''}    def test_compiled(self):
        if not ${runs('torch', 'compile')}:
            self.skipTest("torch.compile${needed} is needed")
        compiled = torch.compile(${called}, fullgraph=True, backend="inductor" if CARD else "aot_eager")
        for times in (1, 2, 3):
            inputs = random_inputs({name: times * size for name, size in SIZES.items()}, DEVICE)
            torch.testing.assert_close(compiled(*inputs), ${called}(*inputs))

    def test_registration(self):
        if not ${runs('torch.library', 'opcheck')}:
            self.skipTest("torch.library.opcheck${needed} is needed")
        torch.library.opcheck(torch.ops.${module}.${called}, tuple(random_inputs(SIZES, DEVICE)))


if __name__ == "__main__":
    unittest.main()
`;
}

function lookupsOf({ tensors }: Operator): string {
  const [dim] = tensors.find(({ name }) => name === 'indices')!.type.dims;
  return dim!.kind === 'symbol' ? dim!.name : '';
}
