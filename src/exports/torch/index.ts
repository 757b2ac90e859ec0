import { allCapabilities } from '../../model/capability.ts';
import type { Signature } from '../../model/index.ts';
import { emitCuda } from '../../targets/cuda/index.ts';
import type { ExportFormat } from '../format.ts';
import { provenanceLines } from '../provenance.ts';
import { cInterface, headerText } from '../support/c-interface.ts';
import { sourceText } from '../support/cuda-source.ts';
import { emittedOr, kernelText, refuser } from '../support/emitted.ts';
import { namesOf } from '../support/names.ts';
import { benchmarkText } from './benchmark.ts';
import { moduleText } from './module.ts';
import { nativeText } from './native.ts';
import { operatorOf } from './operator.ts';
import { readmeText } from './readme.ts';
import { referenceText } from './reference.ts';
import { selfCheckFiles } from './self-check.ts';
import { testsText } from './tests.ts';

/**
 * A Python package with the kernel as an operator of PyTorch's: `pip install .`, then `import evoke_pool_sum`. The CUDA
 * text is compiled by nvcc on the machine that runs it, for its card, once.
 */
export const torchFormat: ExportFormat = {
  name: 'torch',
  // all but u32, which PyTorch has no tensors of before 2.3
  capabilities: allCapabilities.filter((each) => each !== 'u32'),
  files(request) {
    const { typed, fixed, provenance, checks } = request;
    const { signature } = typed.kernel;
    const refuse = refuser(signature, 'torch');
    if (signature.parameters.every(({ type }) => type.dims.length === 0)) refuse('it takes no array, so there is no tensor to tell the device');
    const program = emittedOr(refuse, emitCuda(typed, fixed, { comment: 'Launched by the function below, which _native.py calls.' }));
    const own = cInterface(program, typed.kernel);
    const operator = operatorOf(program);
    const { module } = operator;
    const origin = provenanceLines(provenance);
    const comment = [signature.description, '', ...origin];
    const reference = referenceText(signature, operator);
    const known = reference !== undefined;
    return {
      'pyproject.toml': projectText(signature),
      [`${module}/__init__.py`]: moduleText(program, operator, own, known, comment),
      [`${module}/_native.py`]: nativeText(own),
      ...(known ? { [`${module}/_reference.py`]: reference } : {}),
      [`${module}/kernel.cu`]: sourceText(program, own, comment),
      [`${module}/${module}.h`]: headerText(program, own, comment),
      ...selfCheckFiles(program, operator, checks, known),
      [`test_${module.replace(/^evoke_/, '')}.py`]: testsText(program, operator, checks[0]?.sizes, known),
      'benchmark.py': benchmarkText(program, operator, request.sizes, known),
      'README.md': readmeText(program, operator, origin, known),
      'kernel.js': kernelText(request),
    };
  },
  selfCheck: () => ({ command: process.env['EVOKE_PYTHON'] ?? 'python3', arguments: ['self_check.py'], environment: {} }),
};

function projectText(signature: Signature): string {
  const { module, package: project } = namesOf(signature);
  return `[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "${project}"
version = "1.0.0"
description = ${JSON.stringify(signature.description.replace(/\s+/g, ' ').slice(0, 200))}
requires-python = ">=3.9"

[tool.setuptools]
packages = ["${module}"]

[tool.setuptools.package-data]
${module} = ["kernel.cu", "${module}.h"]
`;
}
