import type { Extents, LaunchPlan, Program, Signature, SizeExpression } from '../../model/index.ts';
import { namesOf } from '../support/names.ts';
import { shapeText, sizeText, solvedSizes } from './python.ts';

/** `__init__.py`: the function that users call, as a custom operator where PyTorch has them, with all checks before the launch. */
export function moduleText({ signature, sizes: fixed, launch }: Program, comment: readonly string[]): string {
  const plan = launch!;
  const { module, operator } = namesOf(signature);
  const tensors = signature.parameters.filter(({ type }) => type.dims.length > 0);
  const scalars = signature.parameters.filter(({ type }) => type.dims.length === 0);
  const { solved, untold } = solvedSizes(signature, fixed);
  const own = [...tensors.map(({ name }) => `${name}: torch.Tensor`), ...scalars.map(({ name, type }) => `${name}: ${type.scalar === 'bool' ? 'bool' : type.scalar === 'f32' ? 'float' : 'int'}`), ...untold.map((symbol) => `${symbol}: int`)];
  const given = [...tensors, ...scalars].map(({ name }) => name).concat(untold).join(', ');
  const quoted = (text: string) => JSON.stringify(text);
  return `"""${comment.join('\n').replaceAll('\\', '\\\\').replaceAll('"""', "'''")}
"""
import torch

from ._native import launch as _launch

__all__ = [${quoted(operator)}]

_TENSORS = {${tensors.map(({ name, type }) => `${quoted(name)}: (torch.${dtypes[type.scalar]}, ${type.dims.length}, ${quoted(shapeText(type.dims))})`).join(', ')}}
_STATIC = {${Object.entries(fixed).map(([symbol, value]) => `${quoted(symbol)}: ${value}`).join(', ')}}


def _sizes(${given}):
    """The kernel's sizes, told from the shapes. ValueError where a tensor is not what the kernel takes."""
    for name, tensor in (${tensors.map(({ name }) => `(${quoted(name)}, ${name})`).join(', ')}${tensors.length === 1 ? ',' : ''}):
        dtype, dims, shape = _TENSORS[name]
        if tensor.dtype != dtype:
            raise ValueError(f"{name} is {tensor.dtype}; ${operator} takes {dtype}: convert it with {name}.to({dtype})")
        if tensor.dim() != dims:
            raise ValueError(f"{name} has {tensor.dim()} dimensions; ${operator} takes {shape}")
        if not tensor.is_contiguous():
            raise ValueError(f"{name} is not contiguous; give {name}.contiguous()")
    if len({tensor.device for tensor in (${tensors.map(({ name }) => name).join(', ')},)}) != 1:
        raise ValueError("the tensors are on several devices; ${operator} takes all of them on one")
    size = dict(_STATIC)
${solved.map(({ symbol, text }) => `    size[${quoted(symbol)}] = ${text}\n`).join('')}${untold.map((symbol) => `    size[${quoted(symbol)}] = int(${symbol})\n`).join('')}    for name, tensor, wanted in (${tensors.map(({ name, type }) => `(${quoted(name)}, ${name}, (${type.dims.map(sizeText).join(', ')},))`).join(', ')},):
        if tuple(tensor.shape) != wanted:
            raise ValueError(f"{name} has the shape {tuple(tensor.shape)}; ${operator} was compiled for {_STATIC or 'any sizes'} and takes {wanted} here: {_TENSORS[name][2]}")
    return size


def _shape(size):
    return (${signature.returns.dims.map(sizeText).join(', ')},)


def _grid(size):
    return (${plan.grid.map(sizeText).join(', ')})


${plan.addresses === 32 ? `def _within_32_bits(size, *tensors):
    for elements in [tensor.numel() for tensor in tensors] + [${signature.returns.dims.map(sizeText).join(' * ')}]:
        if elements > 2**31 - 1:
            raise ValueError(f"an array has {elements} elements; this kernel works out places in 32 bits and takes at most {2**31 - 1}")


` : ''}def _run(${own.join(', ')}) -> torch.Tensor:
    size = _sizes(${given})
${plan.addresses === 32 ? `    _within_32_bits(size, ${tensors.map(({ name }) => name).join(', ')})
` : ''}    output = torch.empty(_shape(size), dtype=torch.${dtypes[signature.returns.scalar]}, device=${tensors[0]?.name ?? "'cuda'"}.device)
    if output.is_cuda:
        _launch([${tensors.map(({ name }) => name).join(', ')}], output, [${uniformValues(plan)}], _grid(size), ${tupleOf(plan.block)})
        return output
    raise NotImplementedError("${operator} runs on CUDA tensors; on the processor use the function of PyTorch that it stands for")


if hasattr(torch.library, "custom_op"):

    @torch.library.custom_op("${module}::${operator}", mutates_args=())
    def _operator(${own.join(', ')}) -> torch.Tensor:
        return _run(${given})

    @_operator.register_fake
    def _(${given}):
        size = _sizes(${given})
        return ${tensors[0]?.name ?? 'torch'}.new_empty(_shape(size), dtype=torch.${dtypes[signature.returns.scalar]})

else:
    _operator = _run


def ${operator}(${own.join(', ')}) -> torch.Tensor:
    """${signature.description.replaceAll('"', "'")}

    Shapes: ${tensors.map(({ name, type }) => `${name} ${shapeText(type.dims)}`).join(', ')} -> ${shapeText(signature.returns.dims)}. There is no gradient.
    """
    if torch.is_grad_enabled() and any(tensor.requires_grad for tensor in (${tensors.map(({ name }) => name).join(', ')},)):
        raise NotImplementedError("${operator} has no gradient; call it under torch.no_grad(), or use PyTorch's own function to train")
    return _operator(${given})
`;
}

const dtypes: Readonly<Record<Signature['returns']['scalar'], string>> = {
  f32: 'float32', f16: 'float16', bf16: 'bfloat16', i8: 'int8', u8: 'uint8', i32: 'int32', u32: 'uint32', i64: 'int64', bool: 'bool',
};

/** In the order in which the kernel declares them, each with the C type that it has there. */
function uniformValues({ uniforms }: LaunchPlan): string {
  return uniforms.map((uniform) => (uniform.kind === 'size' ? sizeText(uniform.value as SizeExpression) : uniform.parameter)).join(', ');
}

function tupleOf(extents: Extents<number>): string {
  return `(${extents.join(', ')})`;
}
