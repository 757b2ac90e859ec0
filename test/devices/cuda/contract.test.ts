import { compileTogether } from '../../../src/devices/cuda/compile/batch.ts';
import { openCuda } from '../../../src/devices/cuda/index.ts';
import { deviceContract } from '../../contract/device.contract.ts';
import { folderFor } from '../../pipeline/fixtures/folder.ts';
import { f32, gatherCase, mixtureCase, poolCase, renamed } from '../programs.ts';
import { forgetful, gather, mixture, poolSum } from './programs.ts';
import { buildStandIn, standInCompiler } from './stand-in/build.mjs';

const folder = folderFor('cuda-contract');
const libraries = await buildStandIn(folder.path('stand-in'));

deviceContract('cuda', () => openCuda({ ...libraries, compiler: standInCompiler(compileTogether), cache: folder.path('cache') }), {
  gather: { program: gather, make: gatherCase },
  poolSum: { program: poolSum, make: poolCase },
  mixture: { program: mixture, make: mixtureCase },
  forgetful: {
    program: forgetful,
    make: (count) => ({ inputs: { values: f32([count], new Float32Array(count).fill(3)) }, sizes: { count }, expected: new Array<number>(count).fill(3) }),
  },
  broken: renamed(gather, (text) => text.replace('= table[', '= table[[')),
});
