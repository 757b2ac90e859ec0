import { createRequire } from 'node:module';
import { emitWgsl } from '../../targets/wgsl/index.ts';
import type { ExportFormat } from '../format.ts';
import { provenanceLines } from '../provenance.ts';
import { emittedOr, kernelText, refuser } from '../support/emitted.ts';
import { modulePackageText } from '../support/module-package.ts';
import { declarationText } from './declarations.ts';
import { moduleText } from './module.ts';
import { readmeText } from './readme.ts';
import { selfCheckFiles } from './self-check.ts';

/** An ES module with types that runs a kernel on any WebGPU device, in browsers and in Node.js. */
export const wgslFormat: ExportFormat = {
  name: 'wgsl',
  capabilities: ['grid', 'shared-memory', 'vector', 'atomics', 'lane-exchange', 'f16', 'bf16', 'i8', 'u8', 'u32', 'i64'],
  files(request) {
    const { typed, fixed, provenance } = request;
    const { signature } = typed.kernel;
    const program = emittedOr(refuser(signature, 'wgsl'), emitWgsl(typed, fixed, { comment: 'Bound and launched by dispatch.' }));
    const origin = provenanceLines(provenance);
    const description = signature.description.replaceAll('*/', '* /');
    return {
      'index.js': moduleText(program, [...description.split('\n'), '', ...origin]),
      'index.d.ts': declarationText(program, description),
      ...selfCheckFiles(program, request.checks),
      'package.json': modulePackageText(signature, {}),
      'README.md': readmeText(program, origin),
      'kernel.js': kernelText(request),
    };
  },
  selfCheck: () => ({
    command: process.execPath,
    arguments: ['self-check.js'],
    environment: { EVOKE_WEBGPU: createRequire(import.meta.url).resolve('webgpu') },
  }),
};
