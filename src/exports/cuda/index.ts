import { allCapabilities } from '../../model/capability.ts';
import { emitCuda } from '../../targets/cuda/index.ts';
import type { ExportFormat } from '../format.ts';
import { provenanceLines } from '../provenance.ts';
import { cInterface, headerText } from '../support/c-interface.ts';
import { sourceText } from '../support/cuda-source.ts';
import { emittedOr, kernelText, refuser } from '../support/emitted.ts';
import { namesOf } from '../support/names.ts';
import { cmakeText } from './cmake.ts';
import { readmeText } from './readme.ts';
import { scriptText, selfCheckText } from './self-check.ts';

/** A header, a source and a target of CMake: a function of C that launches the kernel on a stream. */
export const cudaFormat: ExportFormat = {
  name: 'cuda',
  capabilities: allCapabilities,
  files(request) {
    const { typed, fixed, provenance } = request;
    const { signature } = typed.kernel;
    const { module } = namesOf(signature);
    const program = emittedOr(refuser(signature, 'cuda'), emitCuda(typed, fixed, { comment: `Launched by ${module} below.` }));
    const origin = provenanceLines(provenance);
    const own = cInterface(program, typed.kernel);
    const comment = [signature.description, '', ...origin];
    return {
      [`${module}.h`]: headerText(program, own, comment),
      [`${module}.cu`]: sourceText(program, own, comment),
      'CMakeLists.txt': cmakeText(signature),
      'self_check.cu': selfCheckText(own, request.checks),
      'self_check.sh': scriptText(signature),
      'README.md': readmeText(program, own, origin),
      'kernel.js': kernelText(request),
    };
  },
  selfCheck: () => ({ command: 'sh', arguments: ['self_check.sh'], environment: {} }),
};
