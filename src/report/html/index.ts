export type * from './data.ts';
export { renderPage, type PageOptions } from './page.ts';
