import type { Program } from '../../model/index.ts';
import type { CInterface } from '../support/c-interface.ts';
import { pythonName } from '../support/names.ts';
import { exactDivisions, shapeText } from '../support/sizes.ts';
import { dtypes, type Operator, scalarType } from './operator.ts';
import { docLine, quoted, shapeTuple, sizeText, solvedSizes, tuple } from './python.ts';

/** `__init__.py`: the function that users call, an operator of PyTorch's with all checks before the launch. */
export function moduleText({ signature, sizes: fixed, launch }: Program, operator: Operator, own: CInterface, known: boolean, comment: readonly string[]): string {
  const { module, called, tensors, scalars, untold } = operator;
  const given = operator.arguments.join(', ');
  const names = tuple(tensors.map(({ name }) => pythonName(name)));
  const first = pythonName(tensors[0]!.name);
  const hints = [...tensors.map(({ name }) => `${pythonName(name)}: torch.Tensor`), ...scalars.map(({ name, type }) => `${pythonName(name)}: ${scalarType(type.scalar)}`), ...untold.map((symbol) => `${pythonName(symbol)}: int`)];
  const schema = [...tensors.map(({ name }) => `Tensor ${pythonName(name)}`), ...scalars.map(({ name, type }) => `${scalarType(type.scalar)} ${pythonName(name)}`), ...untold.map((symbol) => `int ${pythonName(symbol)}`)];
  const divisions = exactDivisions([...signature.parameters.flatMap(({ type }) => type.dims), ...signature.returns.dims, ...launch!.grid], fixed);
  const aligned = own.arguments.flatMap(({ aligned: needs, parameter }) => (needs && parameter !== undefined ? [pythonName(parameter)] : []));
  const values = own.arguments.slice(0, -1).map(({ parameter }) => pythonName(parameter!));
  const empty = `${first}.new_empty(${shapeTuple(signature.returns.dims, fixed)}, dtype=torch.${dtypes[signature.returns.scalar]})`;
  return `"""${docLine(comment.join('\n'))}
"""
import torch

from ._native import launch as _launch
${known ? 'from ._reference import reference as _reference\n' : ''}
__all__ = [${quoted(called)}]

_TENSORS = {${tensors.map(({ name, type }) => `${quoted(pythonName(name))}: (torch.${dtypes[type.scalar]}, ${type.dims.length}, ${quoted(shapeText(type.dims, fixed))})`).join(', ')}}


def _refuse_gradients(*tensors):
    if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in tensors):
        # a plain RuntimeError, as PyTorch's own where a derivative is missing: torch.compile hides the words of a NotImplementedError
        raise RuntimeError("${called} has no gradient; call it under torch.no_grad(), or use PyTorch's own function to train")


def _sizes(${given}):
    """The kernel's sizes, told from the shapes. ValueError where a tensor is not what the kernel takes."""
    _refuse_gradients(${tensors.map(({ name }) => pythonName(name)).join(', ')})
    for name, tensor in zip(_TENSORS, ${names}):
        dtype, dims, shape = _TENSORS[name]
        if tensor.dtype != dtype:
            raise ValueError(f"{name} is {tensor.dtype}; ${called} takes {dtype}: convert it with {name}.to({dtype})")
        if tensor.dim() != dims:
            raise ValueError(f"{name} has {tensor.dim()} dimensions; ${called} takes {shape}")
        if not tensor.is_contiguous():
            raise ValueError(f"{name} is not contiguous; ${called} takes {shape}, row-major: give {name}.contiguous()")
    if len({tensor.device for tensor in ${names}}) != 1:
        raise ValueError("the tensors are on several devices; ${called} takes all of them on one")
    size = {${[...solvedSizes(signature, fixed).solved.map(({ symbol, text }) => `${quoted(symbol)}: ${text}`), ...untold.map((symbol) => `${quoted(symbol)}: ${pythonName(symbol)}`)].join(', ')}}
    for name in size:
        if size[name] < 0:
            raise ValueError(f"{name} would be {size[name]} for tensors of these shapes; ${called} takes " + ", ".join(f"{name} {_TENSORS[name][2]}" for name in _TENSORS))
    wanted = ${tuple(tensors.map(({ type }) => shapeTuple(type.dims, fixed)))}
    for name, tensor, shape in zip(_TENSORS, ${names}, wanted):
        if tuple(tensor.shape) != shape:
            raise ValueError(f"{name} has the shape {tuple(tensor.shape)}; ${called} takes {_TENSORS[name][2]}, here {shape}")
${divisions.map(({ shown, dividend, divisor }) => `    if ${sizeText(divisor, fixed)} <= 0 or ${sizeText(dividend, fixed)} % ${sizeText(divisor, fixed)} != 0:
        raise ValueError(f"${shown} must be whole for ${called}; the sizes are {size}")
`).join('')}    return size


def _on_card(${given}):
    size = _sizes(${given})
    output = ${empty}
${launch!.addresses === 32 ? `    for tensor in (*${names}, output):
        if tensor.numel() > 2**31 - 1:
            raise ValueError(f"an array has {tensor.numel()} elements; ${called} works out places in 32 bits and takes at most {2**31 - 1}")
` : ''}${aligned.length === 0 ? '' : `    for name, tensor in ${tuple(aligned.map((name) => tuple([quoted(name), name])))}:
        if tensor.data_ptr() % 16 != 0:
            raise ValueError(f"{name} begins at an address that is no multiple of 16, as a slice may; give {name}.clone()")
`}    _launch(${tuple(values)}, output, [${[...own.sizes.keys()].map((symbol) => `size[${quoted(symbol)}]`).join(', ')}])
    return output


def _on_processor(${given}):
${known ? `    """PyTorch's own functions: the kernel runs on cards alone."""
    _sizes(${given})
    return _reference(${given})
` : `    raise NotImplementedError("${called} runs on CUDA tensors; PyTorch has no function of its own for it")
`}

def _fake(${given}):
    """Shape and type of the output, for tensors without values: torch.compile, FakeTensor, device="meta"."""
    size = _sizes(${given})
    return ${empty}


# the operator: torch.ops.${module}.${called}
_library = torch.library.Library("${module}", "DEF")
_library.define("${called}(${schema.join(', ')}) -> Tensor", **({"tags": (torch.Tag.pt2_compliant_tag,)} if hasattr(getattr(torch, "Tag", None), "pt2_compliant_tag") else {}))
_library.impl("${called}", _on_card, "CUDA")
_library.impl("${called}", _on_processor, "CPU")
_library.impl("${called}", _fake, "Meta")
if not hasattr(torch.library, "fallthrough_kernel"):
    _library.impl("${called}", _fake, "AutogradMeta")  # PyTorch 1 finds its way from there to Meta for its own operators alone


def ${called}(${hints.join(', ')}) -> torch.Tensor:
    """${docLine(signature.description)}

    Shapes: ${tensors.map(({ name, type }) => `${pythonName(name)} ${type.scalar}${shapeText(type.dims, fixed)}`).join(', ')} -> ${signature.returns.scalar}${shapeText(signature.returns.dims, fixed)}. There is no gradient.${known ? "\n    On the processor PyTorch's own functions stand in for the kernel." : ''}
    """
    return torch.ops.${module}.${called}(${given})
`;
}
