import { describe, expect, it } from 'vitest';
import { describeLineage, renderLineage } from '../../src/report/lineage.ts';
import { modelDevice, storedRun, surviving } from './records.ts';

const edits = [
  surviving(0),
  surviving(1, {
    edit: { id: 'e1cafe', operator: 'hoist-invariant', target: 'n99', choices: {}, repairs: [] }, at: null, effect: null,
    born: { individual: 9, generation: 3, evaluation: null, parents: [5, 2], made: { kind: 'crossover+mutation', operators: [] } },
    carriers: [{ generation: 3, individuals: 2 }],
  }),
];

describe('renderLineage', () => {
  it('says of each edit what, where, born when, effect and who carried it', () => {
    expect(renderLineage(storedRun(), edits, 160)).toMatchInlineSnapshot(`
      "poolSum on gpujs:webasm, workload tiny, run r-7f3a9c (finished)
      2 surviving edits, in the order applied; the line of the kernel under each:

      #  edit    operator         where    born                                             effect on entry            carried by
      1  e0f00d  unroll-loop      3:7      generation 2, evaluation 41, mutation            1.200× (1.250× to 1.500×)  13 in generations 2 to 3
          for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {
      2  e1cafe  hoist-invariant  unknown  generation 3, not evaluated, crossover+mutation  not measured               2 in generation 3"
    `);
  });

  it('goes down where it cannot go across', () => {
    expect(renderLineage(storedRun(), edits, 50)).toMatchInlineSnapshot(`
      "poolSum on gpujs:webasm, workload tiny, run r-7f3a9c (finished)
      2 surviving edits, in the order applied; the line of the kernel under each:

      #                1
      edit             e0f00d
      operator         unroll-loop
      where            3:7
      born             generation 2, evaluation 41, mutation
      effect on entry  1.200× (1.250× to 1.500×)
      carried by       13 in generations 2 to 3
          for (let j = offsets[this.thread.y]; j < offs…

      #                2
      edit             e1cafe
      operator         hoist-invariant
      where            unknown
      born             generation 3, not evaluated, crossover+mutation
      effect on entry  not measured
      carried by       2 in generation 3"
    `);
  });

  it('marks estimates as such', () => {
    expect(renderLineage(storedRun({ device: modelDevice }), edits, 160)).toContain('ESTIMATES of a model');
    expect(renderLineage(storedRun(), edits, 160)).not.toContain('ESTIMATE');
  });

  it('tells a run without survivors from one that is not done', () => {
    expect(renderLineage(storedRun(), [], 80)).toMatchInlineSnapshot(`
      "poolSum on gpujs:webasm, workload tiny, run r-7f3a9c (finished)
      No edit survived: nothing was found that is surely faster."
    `);
    expect(renderLineage(storedRun({ status: 'running' }), [], 80)).toMatch(/No edit has survived so far\.$/);
  });
});

describe('describeLineage', () => {
  it('adds carriers up and knows the line of the kernel', () => {
    const [line, unknown] = describeLineage(storedRun(), edits);
    expect(line).toMatchObject({
      where: '3:7', carriers: { individuals: 13, first: 2, last: 3 },
      source: 'for (let j = offsets[this.thread.y]; j < offsets[this.thread.y + 1]; j++) {',
    });
    expect(unknown).toMatchObject({ where: null, source: null, effect: null, born: { generation: 3, evaluation: null, how: 'crossover+mutation' } });
  });

  it('has no line where the text is shorter than the place', () => {
    expect(describeLineage(storedRun(), [surviving(0, { at: { line: 99, column: 1 } })])[0]).toMatchObject({ where: '99:1', source: null });
  });
});
