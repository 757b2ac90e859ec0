/** One step from a version of the database to the next: SQL that runs once, in one transaction with its number. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
