import type { Program } from '../../model/index.ts';
import { type CInterface, declarationText } from '../support/c-interface.ts';
import { namesOf } from '../support/names.ts';
import { readmeText as commonReadme } from '../support/readme.ts';
import { valueRules } from '../support/value-rules.ts';

/** `README.md` of the package. */
export function readmeText(program: Program, own: CInterface, provenance: readonly string[]): string {
  const { module } = namesOf(program.signature);
  return commonReadme(program, provenance, {
    title: module, called: module,
    points: [
      `Checked before the launch: sizes, null pointers${own.arguments.some(({ aligned }) => aligned) ? ', addresses that vectors need to be multiples of 16' : ''}, grids beyond CUDA's. Yours to see to: ${['arrays are as long as the sizes say', ...valueRules(program.signature)].map((rule) => `that ${rule}`).join('; ')}.`,
      'For compute capability 8.0 and above, in C++17; without fast math.',
    ],
    use: `\`\`\`cmake
add_subdirectory(${module})
target_link_libraries(yours PRIVATE ${module})
\`\`\`

\`\`\`c
#include <${module}.h>

${declarationText(own)};
\`\`\`

Arrays are on the card, the output too. The function returns CUDA's error, 0 for none, and does not wait for the kernel.
\`sh self_check.sh\` builds the kernel with nvcc and holds it to known answers on the card; so do
\`cmake -B build && cmake --build build && ctest --test-dir build\`. Without a card both say so, and check what needs none.`,
  });
}
