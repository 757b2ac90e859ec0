import type { LaunchPlan, Program } from '../../model/index.ts';
import { cSizeText, declarationText, lineComment, sizeHelpers, type CInterface } from './c-interface.ts';
import { exactDivisions } from './sizes.ts';

/** The kernel as emitted, and the function that launches it: all that can be wrong with a launch is found before it. */
export function sourceText(program: Program, own: CInterface, comment: readonly string[]): string {
  const { called, stream } = own;
  const plan = program.launch!;
  const size = (expression: Parameters<typeof cSizeText>[0]) => cSizeText(expression, program, own);
  const counts = own.arguments.filter(({ type }) => type.dims.length > 0).map(({ name, type }) => ({
    name, text: type.dims.map(size).reduce((left, right) => `evoke_sizes::product(${left}, ${right})`),
  }));
  const divisions = exactDivisions([...program.signature.parameters.flatMap(({ type }) => type.dims), ...program.signature.returns.dims, ...plan.grid], program.sizes);
  const sizes = [...own.sizes.values()];
  const most = plan.addresses === 32 ? '0x7fffffffLL' : '(1LL << 59)';
  return `${lineComment(comment)}
#include "${called}.h"

${program.text.trimEnd()}

${sizeHelpers}
extern "C" ${declarationText(own)} {
${sizes.length === 0 ? '' : `  for (const long long size : {${sizes.join(', ')}}) {
    if (size < 0 || size > 0x7fffffffLL) return (int)cudaErrorInvalidValue;
  }
`}${divisions.map(({ shown, dividend, divisor }) => `  if (!evoke_sizes::divides(${size(divisor)}, ${size(dividend)})) return (int)cudaErrorInvalidValue;  // ${shown}\n`).join('')}\
${counts.map(({ name, text }) => `  const long long count_of_${name} = ${text};\n`).join('')}\
  for (const long long count : {${counts.map(({ name }) => `count_of_${name}`).join(', ')}}) {
    if (count < 0 || count > ${most}) return (int)cudaErrorInvalidValue;
  }
  if (count_of_${own.arguments.at(-1)!.name} == 0) return (int)cudaSuccess;
${counts.map(({ name }) => `  if (${name} == nullptr && count_of_${name} > 0) return (int)cudaErrorInvalidValue;\n`).join('')}\
${own.arguments.filter(({ aligned }) => aligned).map(({ name }) => `  if ((unsigned long long)${name} % 16 != 0) return (int)cudaErrorMisalignedAddress;\n`).join('')}\
${gridText(plan, size)}${uniformsText(program, own)}\
${plan.dynamicSharedBytes === 0 ? '' : `  const cudaError_t raised = cudaFuncSetAttribute((const void*)${plan.entry}, cudaFuncAttributeMaxDynamicSharedMemorySize, ${plan.dynamicSharedBytes});
  if (raised != cudaSuccess) return (int)raised;
`}\
  void* values[] = {${[...counts.map(({ name }) => `(void*)&${name}`), ...plan.uniforms.map((_, at) => `(void*)&uniform_${at}`)].join(', ')}};
  return (int)cudaLaunchKernel((const void*)${plan.entry}, dim3((unsigned)blocks[0], (unsigned)blocks[1], (unsigned)blocks[2]), dim3(${plan.block.join(', ')}), values, ${plan.dynamicSharedBytes}, ${stream});
}

extern "C" const char* ${called}_error(int error) { return cudaGetErrorString((cudaError_t)error); }
`;
}

/** What CUDA allows along x, y and z. */
function gridText({ grid }: LaunchPlan, size: (expression: LaunchPlan['grid'][number]) => string): string {
  return `  const long long blocks[3] = {${grid.map(size).join(', ')}};
  if (blocks[0] < 0 || blocks[0] > 0x7fffffffLL || blocks[1] < 0 || blocks[1] > 65535 || blocks[2] < 0 || blocks[2] > 65535) return (int)cudaErrorInvalidConfiguration;
  if (blocks[0] == 0 || blocks[1] == 0 || blocks[2] == 0) return (int)cudaSuccess;
`;
}

/** 32-bit arguments of the kernel beside its arrays; a size that takes more is refused. */
function uniformsText(program: Program, own: CInterface): string {
  return program.launch!.uniforms.map((uniform, at) => {
    if (uniform.kind === 'size') {
      const text = cSizeText(uniform.value, program, own);
      return `  if (${text} < 0 || ${text} > 0x7fffffffLL) return (int)cudaErrorInvalidValue;\n  const int uniform_${at} = (int)${text};\n`;
    }
    const { name, element } = own.arguments.find(({ parameter }) => parameter === uniform.parameter)!;
    return `  const ${element} uniform_${at} = ${name};\n`;
  }).join('');
}
