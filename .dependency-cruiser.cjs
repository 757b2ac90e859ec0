/**
 * The walls of the house, as src/ARCHITECTURE.md draws them: which room may import which.
 * `npm test` runs this; a new room is a new row here.
 */
const everywhere = ['model', 'util'];
const rooms = {
  model: [],
  util: ['model'],
  dialect: [],
  edits: ['dialect'],
  sanitize: ['dialect'],
  targets: ['dialect'],
  devices: [],
  workloads: [],
  verify: ['workloads'],
  timing: [],
  workers: [],
  search: [],
  store: [],
  exports: ['dialect', 'targets'],
  lineage: ['search', 'store'],
  report: ['store', 'lineage'],
};
const all = [...Object.keys(rooms), 'pipeline', 'commands'];
rooms.pipeline = all.filter((room) => room !== 'commands');
rooms.commands = ['pipeline', 'report', 'store', 'exports'];

const walls = Object.entries(rooms).map(([room, allowed]) => ({
  name: `room-${room}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed, ...(room === 'model' ? [] : everywhere)].join('|')})/` },
}));

/** Siblings that must not know each other: one edit, one target, one device, one export. */
const siblings = [
  { name: 'edits-apart', severity: 'error', from: { path: '^src/edits/([^/.]+)\\.ts$', pathNot: '^src/edits/(index|vary|benchmark)\\.ts$' },
    to: { path: '^src/edits/[^/]+\\.ts$', pathNot: '^src/edits/(operator|support)' } },
  ...['targets', 'devices', 'exports'].map((room) => ({
    name: `${room}-apart`, severity: 'error', from: { path: `^src/${room}/([^/]+)/` },
    to: { path: `^src/${room}/([^/]+)/`, pathNot: `^src/${room}/($1|support)/` },
  })),
];

module.exports = {
  forbidden: [
    ...walls,
    ...siblings,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: '^src/(main\\.ts|pipeline/child\\.ts)|\\.d\\.ts$' }, to: {} },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
