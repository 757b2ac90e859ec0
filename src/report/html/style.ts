/**
 * The page's looks. Colours follow the reader's light or dark setting, with at least 4.5 : 1 for text on both; what a
 * colour says, a word or a shape says too. Nothing moves by itself, for no reader.
 */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1b1f24; --dim: #59636e; --back: #fff; --soft: #f4f6f8; --line: #d1d9e0; --evolution: #0a5fc2; --random: #a84300; --base: #6e7781; --good: #1a7f37; --third: #6f42c1; --fourth: #b0006a; --bad: #b3261e; --warn-back: #fff4d6; --warn-line: #9a6700; --added: #dff5e3; --removed: #fde7e5; --lit: #ffe58a; --on-bar: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --dim: #a0a9b3; --back: #0d1117; --soft: #161b22; --line: #3d444d; --evolution: #6cb6ff; --random: #f69d50; --base: #8b949e; --good: #57d373; --third: #c297ff; --fourth: #ff7ac0; --bad: #ff8078; --warn-back: #3a2d05; --warn-line: #d4a72c; --added: #12321c; --removed: #401c1c; --lit: #6b5400; --on-bar: #0d1117; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 4rem; }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0; }
header, main, footer, .live { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
header { position: sticky; top: 0; z-index: 2; background: var(--back); border-bottom: 1px solid var(--line); display: flex; gap: 0 1.5rem; align-items: center; flex-wrap: wrap; }
.brand { margin: .5rem 0; font-weight: 600; } .brand .dim { font-weight: 400; }
header ul { list-style: none; display: flex; gap: 0 .9rem; margin: 0; padding: .3rem 0; overflow-x: auto; }
header nav { min-width: 0; flex: 1; } header a { white-space: nowrap; display: inline-block; padding: .2rem 0; }
a { color: var(--evolution); } .dim { color: var(--dim); }
:focus-visible { outline: 3px solid var(--evolution); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: .5rem; z-index: 3; background: var(--back); padding: .3rem .6rem; }
section { margin: 2.2rem 0; } h1 { font-size: clamp(1.6rem, 5vw, 2.6rem); line-height: 1.2; margin: 1.2rem 0 .6rem; overflow-wrap: anywhere; } h2 { font-size: 1.35rem; margin: 0 0 .6rem; border-top: 1px solid var(--line); padding-top: 1.2rem; } h3 { font-size: 1.1rem; margin: 0 0 .4rem; } h4 { margin: .4rem 0 .2rem; font-size: .95rem; }
p { margin: .5rem 0; max-width: 60rem; } .sure { font-size: 1.1rem; }
.warning { border-left: .4rem solid var(--warn-line); background: var(--warn-back); padding: .6rem .9rem; }
.live { border-left: .4rem solid var(--good); padding: .4rem .9rem; margin-top: .8rem; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: .2rem 2rem; margin: .8rem 0; }
.facts div { display: grid; grid-template-columns: 8.5rem minmax(0, 1fr); gap: .6rem; padding: .25rem 0; border-bottom: 1px solid var(--line); } dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: .5rem 0; max-width: 46rem; } svg { width: 100%; height: auto; display: block; overflow: visible; }
svg text { fill: var(--dim); font: 11.5px system-ui, sans-serif; } svg text.gate { fill: var(--text); font-weight: 600; } svg text.on-bar { fill: var(--on-bar); }
@media (max-width: 40rem) { svg text { font-size: 17px; } }
.grid { stroke: var(--line); stroke-width: 1; } .curve { fill: none; stroke-width: 2.5; } .curve.faint { stroke-width: 1; opacity: .75; }
.curve.evolution { stroke: var(--evolution); } .curve.random { stroke: var(--random); stroke-dasharray: 7 4; } .curve.faint.random { stroke-dasharray: 2 3; }
.dot.evolution, .bar.evolution { fill: var(--evolution); } .dot.random, .bar.random { fill: var(--random); } .bar.base { fill: var(--base); }
.curve.run-0 { stroke: var(--evolution); } .curve.run-1 { stroke: var(--random); stroke-dasharray: 7 4; } .curve.run-2 { stroke: var(--good); stroke-dasharray: 2 3; } .curve.run-3 { stroke: var(--third); stroke-dasharray: 10 3 2 3; } .curve.run-4 { stroke: var(--fourth); stroke-dasharray: 4 2; } .curve.run-5 { stroke: var(--base); stroke-dasharray: 12 4; }
.dot.run-0 { fill: var(--evolution); } .dot.run-1 { fill: var(--random); } .dot.run-2 { fill: var(--good); } .dot.run-3 { fill: var(--third); } .dot.run-4 { fill: var(--fourth); } .dot.run-5 { fill: var(--base); }
.key.run-0 { background: var(--evolution); } .key.run-1 { background: var(--random); } .key.run-2 { background: var(--good); } .key.run-3 { background: var(--third); } .key.run-4 { background: var(--fourth); } .key.run-5 { background: var(--base); }
.dot { stroke: var(--back); stroke-width: 1.5; } .hit { fill: transparent; } .point { cursor: pointer; } .point:hover .hit, .point:focus .hit { fill: var(--soft); } .point:focus { outline: none; } .point:focus .dot, .point:focus .bar, .point:focus .node { stroke: var(--text); stroke-width: 3; }
.level { stroke: var(--dim); stroke-width: 1.5; stroke-dasharray: 4 4; } .level.floor { stroke: var(--good); stroke-dasharray: none; }
.key { display: inline-block; width: 1.1em; height: .8em; border-radius: 2px; border: 2px solid transparent; vertical-align: -.05em; } .legend { display: flex; flex-wrap: wrap; gap: .2rem .5rem; align-items: center; }
.key.evolution { background: var(--evolution); } .key.random { background: var(--random); } .key.gain { background: var(--good); } .key.loss { background: var(--bad); } .key.level-key { background: var(--base); } .key.unknown { border-color: var(--base); } .key.idle { border: 2px dashed var(--base); }
.node { stroke: var(--back); stroke-width: 2; } .node.gain { fill: var(--good); } .node.loss { fill: var(--bad); } .node.level-key { fill: var(--base); } .node.unknown { fill: var(--back); stroke: var(--base); } .node.idle { fill: var(--back); stroke: var(--base); stroke-dasharray: 4 3; } .node.end { fill: var(--soft); stroke: var(--evolution); }
svg text.node-text { fill: var(--on-bar); font-weight: 600; font-size: 13px; pointer-events: none; } .node.unknown + .node-text, .node.idle + .node-text, .node.end + .node-text { fill: var(--text); }
.node.lit, a[data-edit].lit .node { stroke: var(--lit); stroke-width: 5; }
.birth, .use { fill: none; stroke: var(--base); stroke-width: 1.5; } .use { stroke-dasharray: 3 4; stroke: var(--random); opacity: .5; } path.lit { stroke: var(--text); stroke-width: 3; opacity: 1; background: none; }
.wide { overflow-x: auto; max-width: 100%; } table { border-collapse: collapse; } caption { text-align: left; color: var(--dim); padding: .3rem 0; } th, td { padding: .25rem .5rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; font-weight: 400; } thead th { color: var(--dim); vertical-align: bottom; }
#interactions thead th, #transfer thead th { white-space: normal; min-width: 4.2rem; text-align: center; } #interactions td, #transfer td { padding: 1px; }
#interactions tbody th, #transfer tbody th, #runs tbody th, #shared tbody th { position: sticky; left: 0; background: var(--back); }
.cell { display: block; padding: .25rem .45rem; text-align: center; font-size: .85rem; } .cell.none { color: var(--dim); } .cell.own { background: var(--soft); } .cell.help { background: var(--added); } .cell.hinder { background: var(--removed); } .cell.needs, .cell.dead { border: 1px dashed var(--bad); }
pre, code { font: 13px/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; } p code { overflow-wrap: anywhere; background: var(--soft); padding: 0 .25em; }
.code { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .6rem; overflow: auto; max-height: 34rem; margin: .4rem 0; tab-size: 2; }
.code > code { display: inline-block; min-width: 100%; } .line { display: block; } .line.added, td.added { background: var(--added); } .line.removed, td.removed { background: var(--removed); } .number { display: inline-block; width: 2.6em; padding-right: .6em; text-align: right; color: var(--dim); user-select: none; } .sign { display: inline-block; width: 1.1em; user-select: none; } .gap { color: var(--dim); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: .8rem; } .half { min-width: 0; }
.source { width: 100%; table-layout: fixed; } .source td { border: 0; padding: 0 .4rem; white-space: pre-wrap; overflow-wrap: anywhere; vertical-align: top; } .source code { display: inline-block; padding-left: 3.7em; text-indent: -3.7em; } .source code > * { text-indent: 0; } .source td + td { border-left: 1px solid var(--line); } .code-table { max-height: 44rem; overflow: auto; border: 1px solid var(--line); border-radius: 4px; } .source caption { padding: .3rem .5rem; }
.marks { padding-left: .4em; user-select: none; white-space: nowrap; } .mark { font-size: .75rem; padding: 0 .35em; margin-right: .15em; border: 1px solid currentColor; border-radius: .7em; text-decoration: none; background: var(--back); } .lit, td.lit { background: var(--lit); }
.finder { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin: .6rem 0; } input, button { font: inherit; color: inherit; background: var(--soft); border: 1px solid var(--dim); border-radius: 4px; padding: .3rem .6rem; min-height: 2.2rem; } button[aria-pressed=true], [role=tab][aria-selected=true] { background: var(--evolution); color: var(--on-bar); border-color: var(--evolution); } button { cursor: pointer; }
.edit-list { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; padding: 0; margin: .4rem 0; list-style: none; } .edit-list a[aria-current] { font-weight: 700; } .edit { border: 1px solid var(--line); border-radius: 6px; padding: .8rem 1rem; margin: .6rem 0; } .edit.chosen { border-color: var(--evolution); } [hidden] { display: none !important; }
[role=tablist] { display: flex; flex-wrap: wrap; gap: .4rem; margin: .6rem 0; } .scripted .panel-title { display: none; }
details { margin: .5rem 0; } summary { cursor: pointer; padding: .2rem 0; }
#tip { position: fixed; z-index: 4; max-width: min(24rem, 90vw); padding: .35rem .6rem; background: var(--text); color: var(--back); border-radius: 4px; font-size: .9rem; pointer-events: none; }
footer { border-top: 1px solid var(--line); padding-bottom: 2rem; }
@media (max-width: 40rem) {
  header { position: static; } header nav { flex: 1 1 100%; } #interactions tbody th, #transfer tbody th, #shared tbody th { white-space: normal; min-width: 8.5rem; max-width: 8.5rem; overflow-wrap: break-word; } .source caption { display: block; }
  .facts div { grid-template-columns: 7rem minmax(0, 1fr); }
  .edit-list { max-height: 14rem; overflow-y: auto; }
  .source thead { display: none; } .source, .source tbody, .source tr, .source td { display: block; width: auto; } .source td + td { border: 0; } .source tr.kept td:first-child, .source td.none { display: none; }
}
@media print { header { position: static; } .finder, [role=tablist] { display: none; } }
`;
