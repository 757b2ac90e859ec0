import { createRequire } from 'node:module';
import { emitGpujs } from '../../targets/gpujs/index.ts';
import type { ExportFormat } from '../format.ts';
import { provenanceLines } from '../provenance.ts';
import { emittedOr, kernelText, refuser } from '../support/emitted.ts';
import { modulePackageText } from '../support/module-package.ts';
import { declarationText } from './declarations.ts';
import { moduleText } from './module.ts';
import { readmeText } from './readme.ts';
import { selfCheckFiles } from './self-check.ts';

/** An ES module with types around a kernel for gpu.js. */
export const gpujsFormat: ExportFormat = {
  name: 'gpujs',
  capabilities: [],
  files(request) {
    const { typed, fixed, provenance } = request;
    const { signature } = typed.kernel;
    const refuse = refuser(signature, 'gpujs');
    for (const { name, type } of signature.parameters) {
      if (type.dims.length > 3) refuse(`gpu.js takes arrays of at most 3 dimensions; ${name} has ${type.dims.length}`);
    }
    const program = emittedOr(refuse, emitGpujs(typed, fixed));
    const origin = provenanceLines(provenance);
    const description = signature.description.replaceAll('*/', '* /');
    return {
      'index.js': moduleText(program, [...description.split('\n'), '', ...origin]),
      'index.d.ts': declarationText(program, description),
      ...selfCheckFiles(program, request.checks),
      'package.json': modulePackageText(signature, { 'gpu.js': supportedGpujs }),
      'README.md': readmeText(program, origin),
      'kernel.js': kernelText(request),
    };
  },
  selfCheck: () => ({
    command: process.execPath,
    arguments: ['self-check.js'],
    environment: { EVOKE_GPUJS: createRequire(import.meta.url).resolve('gpu.js') },
  }),
};

/** WebGPU and WebAssembly came with gpu.js 2.24, which the kernel was verified with. */
const supportedGpujs = '^2.24.1';
