export type * from './data.ts';
export { renderComparisonPage, type ComparisonPage } from './comparison.ts';
export { renderPage, type PageOptions } from './page.ts';
