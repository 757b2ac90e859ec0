import { printKernel } from '../../dialect/index.ts';
import type { Program } from '../../model/index.ts';
import { emitCuda } from '../../targets/cuda/index.ts';
import { UserError } from '../../util/errors.ts';
import type { ExportFormat, ExportRequest } from '../format.ts';
import { provenanceLines } from '../provenance.ts';
import { moduleText } from './module.ts';
import { namesOf } from '../support/names.ts';
import { nativeText, sourceText } from './native.ts';
import { readmeText } from './readme.ts';
import { selfCheckFiles } from './self-check.ts';

/**
 * A Python package with the kernel as an operator of PyTorch's: `pip install .`, then `import evoke_pool_sum`. The CUDA
 * text is compiled by nvcc on the machine that runs it, for its card, once.
 */
export const torchFormat: ExportFormat = {
  name: 'torch',
  capabilities: ['grid', 'shared-memory', 'lane-exchange', 'atomics', 'vector', 'memory-hints', 'async-copy', 'matrix', 'f16', 'bf16', 'i8', 'u8', 'i64'],
  files(request) {
    const { typed: { kernel }, provenance, base } = request;
    const program = programOf(request);
    const { module, package: project } = namesOf(kernel.signature);
    const origin = provenanceLines(provenance);
    const floats = new Set(kernel.signature.parameters.filter(({ type }) => type.scalar === 'f32').map(({ name }) => name));
    const scalarTypes = program.launch!.uniforms.map((uniform) => (uniform.kind === 'argument' && floats.has(uniform.parameter) ? 'float' : 'int'));
    return {
      'pyproject.toml': projectText(project, module, kernel.signature.description),
      [`${module}/__init__.py`]: moduleText(program, [kernel.signature.description, '', ...origin]),
      [`${module}/_native.py`]: nativeText(scalarTypes),
      [`${module}/kernel.cu`]: sourceText(program),
      ...selfCheckFiles(program, request.checks),
      'README.md': readmeText(program, origin),
      'kernel.js': provenance.edits.length === 0 ? base : printKernel(kernel),
    };
  },
  selfCheck: () => ({ command: process.env['EVOKE_PYTHON'] ?? 'python3', arguments: ['self_check.py'], environment: {} }),
};

function programOf({ typed, fixed }: ExportRequest): Program {
  const { signature } = typed.kernel;
  const refuse = (reason: string): never => {
    throw new UserError(`${signature.name} cannot be exported as torch: ${reason}`);
  };
  if (signature.parameters.every(({ type }) => type.dims.length === 0)) refuse('it takes no array, so there is no tensor to tell the device');
  const emitted = emitCuda(typed, fixed, { comment: 'Launched by evoke_launch below.' });
  return emitted.ok ? emitted.program : refuse(emitted.detail);
}

function projectText(project: string, module: string, description: string): string {
  return `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "${project}"
version = "1.0.0"
description = ${JSON.stringify(description)}
requires-python = ">=3.9"

[tool.setuptools]
packages = ["${module}"]

[tool.setuptools.package-data]
${module} = ["kernel.cu"]
`;
}
