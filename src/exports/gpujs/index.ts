import { createRequire } from 'node:module';
import { printKernel } from '../../dialect/index.ts';
import type { Program, Signature } from '../../model/index.ts';
import { emitGpujs } from '../../targets/gpujs/index.ts';
import { UserError } from '../../util/errors.ts';
import type { ExportFormat, ExportRequest } from '../format.ts';
import { provenanceLines } from '../provenance.ts';
import { declarationText } from './declarations.ts';
import { moduleText } from './module.ts';
import { namesOf } from './names.ts';
import { readmeText } from './readme.ts';
import { selfCheckFiles } from './self-check.ts';

/** An ES module with types around a kernel for gpu.js. */
export const gpujsFormat: ExportFormat = {
  name: 'gpujs',
  files(request) {
    const { typed: { kernel }, provenance, base } = request;
    const program = programOf(request);
    const origin = provenanceLines(provenance);
    const description = kernel.signature.description.replaceAll('*/', '* /');
    return {
      'index.js': moduleText(program, [...description.split('\n'), '', ...origin]),
      'index.d.ts': declarationText(program, description),
      ...selfCheckFiles(program, request.checks),
      'package.json': packageText(kernel.signature),
      'README.md': readmeText(program, origin),
      'kernel.js': provenance.edits.length === 0 ? base : printKernel(kernel),
    };
  },
  selfCheck: () => ({
    command: process.execPath,
    arguments: ['self-check.js'],
    environment: { EVOKE_GPUJS: createRequire(import.meta.url).resolve('gpu.js') },
  }),
};

function programOf({ typed, fixed }: ExportRequest): Program {
  const { signature } = typed.kernel;
  const refuse = (reason: string): never => {
    throw new UserError(`${signature.name} cannot be exported as gpujs: ${reason}`);
  };
  for (const { name, type } of signature.parameters) {
    if (!['f32', 'i32', 'bool'].includes(type.scalar)) refuse(`gpu.js has no ${type.scalar} arrays (parameter ${name}); f32, i32 and bool are allowed`);
    if (type.dims.length > 3) refuse(`gpu.js takes arrays of at most 3 dimensions; ${name} has ${type.dims.length}`);
  }
  const emitted = emitGpujs(typed, fixed);
  return emitted.ok ? emitted.program : refuse(emitted.detail);
}

function packageText(signature: Signature): string {
  return `${JSON.stringify({
    name: namesOf(signature).package,
    version: '1.0.0',
    description: signature.description,
    type: 'module',
    exports: { '.': { types: './index.d.ts', default: './index.js' }, './kernel.js': './kernel.js' },
    types: './index.d.ts',
    scripts: { test: 'node self-check.js' },
    peerDependencies: { 'gpu.js': supportedGpujs },
  }, null, 2)}\n`;
}

/** WebGPU and WebAssembly came with gpu.js 2.24, which the kernel was verified with. */
const supportedGpujs = '^2.24.1';
